/** The bytes end too early, or say something that RFC 9420 does not allow. */
export class MlsDecodeError extends Error {
  override readonly name = 'MlsDecodeError';
}

const ONE_BYTE_LIMIT = 0x40;
const TWO_BYTE_LIMIT = 0x4000;
const TWO_BYTE_MARK = 0x4000;
const FOUR_BYTE_MARK = 0x8000_0000;

/** Writes what RFC 9420 puts on the wire: big-endian integers, and vectors with a length of 1, 2 or 4 bytes. */
export class MlsWriter {
  readonly #parts: Buffer[] = [];

  u8(value: number): this {
    return this.raw(Buffer.of(value));
  }

  u16(value: number): this {
    const bytes = Buffer.alloc(2);
    bytes.writeUInt16BE(value);
    return this.raw(bytes);
  }

  u32(value: number): this {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return this.raw(bytes);
  }

  u64(value: bigint): this {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(value);
    return this.raw(bytes);
  }

  raw(bytes: Uint8Array): this {
    this.#parts.push(Buffer.from(bytes));
    return this;
  }

  /** `bytes<V>`: the two top bits of the length tell how long the length itself is. */
  vector(bytes: Uint8Array): this {
    if (bytes.length < ONE_BYTE_LIMIT) this.u8(bytes.length);
    else if (bytes.length < TWO_BYTE_LIMIT) this.u16(TWO_BYTE_MARK + bytes.length);
    else this.u32(FOUR_BYTE_MARK + bytes.length);
    return this.raw(bytes);
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

/** Reads what {@link MlsWriter} writes. Every method throws {@link MlsDecodeError} when the bytes end too early. */
export class MlsReader {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get offset(): number {
    return this.#offset;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  u8(): number {
    return this.raw(1).readUInt8();
  }

  u16(): number {
    return this.raw(2).readUInt16BE();
  }

  u32(): number {
    return this.raw(4).readUInt32BE();
  }

  u64(): bigint {
    return this.raw(8).readBigUInt64BE();
  }

  raw(length: number): Buffer {
    if (length > this.remaining) throw new MlsDecodeError(`${length} bytes wanted, ${this.remaining} left`);
    const part = this.#bytes.subarray(this.#offset, this.#offset + length);
    this.#offset += length;
    return part;
  }

  vector(): Buffer {
    const first = this.u8();
    const kind = first >> 6;
    if (kind === 0) return this.raw(first);
    if (kind === 1) return this.raw(((first & 0x3f) << 8) + this.u8());
    if (kind === 2) return this.raw(((first & 0x3f) << 24) + (this.u8() << 16) + this.u16());
    throw new MlsDecodeError('a vector length of eight bytes is not allowed');
  }

  /** The bytes between an earlier {@link offset} and where the reader stands now. */
  since(offset: number): Buffer {
    return this.#bytes.subarray(offset, this.#offset);
  }

  rest(): Buffer {
    return this.raw(this.remaining);
  }
}
