import { constants, createDeflate } from 'node:zlib';

/** `compress=zlib-stream`: one zlib context for the whole connection, a sync flush after each message. */
export class ZlibStream {
  readonly #deflate = createDeflate({ flush: constants.Z_SYNC_FLUSH });
  #chunks: Buffer[] = [];

  constructor() {
    this.#deflate.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
  }

  /** Compresses one message; `done` gets its bytes, in the order of the calls. */
  write(text: string, done: (bytes: Buffer) => void): void {
    this.#deflate.write(text, () => {
      const bytes = Buffer.concat(this.#chunks);
      this.#chunks = [];
      done(bytes);
    });
  }

  close(): void {
    this.#deflate.destroy();
  }
}
