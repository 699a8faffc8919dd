import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';

/** The transport encryption modes of the voice gateway that are still in use. */
export const TRANSPORT_MODES = ['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize'] as const;
export type TransportMode = (typeof TRANSPORT_MODES)[number];

const KEY_BYTES = 32;
const TAG_BYTES = 16;
/** The counter that travels behind the ciphertext. */
const COUNTER_BYTES = 4;
const GCM_NONCE_BYTES = 12;
const XCHACHA_NONCE_BYTES = 24;
const COUNTER_LIMIT = 2 ** 32;

/** What every datagram carries beside header and payload: authentication tag and counter. */
export const TRANSPORT_OVERHEAD_BYTES = TAG_BYTES + COUNTER_BYTES;

/** A new secret key, as the session description carries it. */
export function newTransportKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

/** Seals and opens RTP datagrams between one client and the server: `header | ciphertext | tag | counter`. */
export class TransportCipher {
  readonly mode: TransportMode;
  readonly #key: Uint8Array;
  #counter = 0;

  constructor(mode: TransportMode, key: Uint8Array) {
    this.mode = mode;
    this.#key = key;
  }

  /** The whole datagram. `header` stays in clear and is authenticated. */
  seal(header: Uint8Array, plaintext: Uint8Array): Buffer {
    this.#counter = (this.#counter + 1) % COUNTER_LIMIT;
    const counter = Buffer.alloc(COUNTER_BYTES);
    counter.writeUInt32BE(this.#counter);
    return Buffer.concat([header, this.#encrypt(header, plaintext, this.#nonce(counter)), counter]);
  }

  /** What was sealed behind `headerBytes` bytes of header, or undefined when the datagram is not genuine. */
  open(datagram: Buffer, headerBytes: number): Buffer | undefined {
    const sealedEnd = datagram.length - COUNTER_BYTES;
    if (sealedEnd - TAG_BYTES < headerBytes) return undefined;
    const nonce = this.#nonce(datagram.subarray(sealedEnd));
    const header = datagram.subarray(0, headerBytes);
    const sealed = datagram.subarray(headerBytes, sealedEnd);
    try {
      return this.#decrypt(header, sealed, nonce);
    } catch {
      return undefined;
    }
  }

  #nonce(counter: Uint8Array): Buffer {
    const nonce = Buffer.alloc(
      this.mode === 'aead_aes256_gcm_rtpsize' ? GCM_NONCE_BYTES : XCHACHA_NONCE_BYTES,
    );
    nonce.set(counter);
    return nonce;
  }

  #encrypt(header: Uint8Array, plaintext: Uint8Array, nonce: Buffer): Buffer {
    if (this.mode === 'aead_xchacha20_poly1305_rtpsize') {
      return Buffer.from(xchacha20poly1305(this.#key, nonce, header).encrypt(plaintext));
    }
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    cipher.setAAD(header);
    return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  }

  #decrypt(header: Uint8Array, sealed: Buffer, nonce: Buffer): Buffer {
    if (this.mode === 'aead_xchacha20_poly1305_rtpsize') {
      return Buffer.from(xchacha20poly1305(this.#key, nonce, header).decrypt(sealed));
    }
    const tagStart = sealed.length - TAG_BYTES;
    const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce);
    decipher.setAAD(header);
    decipher.setAuthTag(sealed.subarray(tagStart));
    return Buffer.concat([decipher.update(sealed.subarray(0, tagStart)), decipher.final()]);
  }
}
