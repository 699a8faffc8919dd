import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { type PaintJob, paintInWorker } from './paintInWorker.ts';

/** So many may wait for their picture. */
const MOST_WAITING = 8;

/**
 * Turns drawings into pictures, one after the other. Each is painted in a thread of its own that ends afterwards: it takes
 * longer than one packet of voice, and nothing stays in memory for a picture that is seldom wanted.
 */
export class ChartPicture {
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @returns a PNG of the size that the SVG document names
   * @throws Error when the document is none, resvg cannot be loaded, or too many pictures are waited for
   */
  async paint(svg: string): Promise<Buffer> {
    if (this.#waiting >= MOST_WAITING) throw new Error('too many pictures are waited for');
    this.#waiting += 1;
    const before = this.#last;
    const painted = before.then(() => paintApart(svg));
    this.#last = painted.catch(() => undefined);
    try {
      return await painted;
    } finally {
      this.#waiting -= 1;
    }
  }
}

async function paintApart(svg: string): Promise<Buffer> {
  const { resolve } = createRequire(import.meta.url);
  const job: PaintJob = {
    svg,
    resvgPath: resolve('@resvg/resvg-wasm'),
    wasmPath: resolve('@resvg/resvg-wasm/index_bg.wasm'),
  };
  const worker = new Worker(`(${paintInWorker})();`, { eval: true, workerData: job });
  try {
    return await new Promise<Buffer>((painted, failed) => {
      worker.on('message', (png: Uint8Array) => painted(Buffer.from(png)));
      worker.on('error', (error) => failed(error instanceof Error ? error : new Error(String(error))));
      worker.on('exit', () => failed(new Error('the thread ended without a picture')));
    });
  } finally {
    await worker.terminate();
  }
}
