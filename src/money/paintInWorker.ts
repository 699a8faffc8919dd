import type * as ResvgModule from '@resvg/resvg-wasm';

/** What the worker is given. */
export interface PaintJob {
  svg: string;
  /** resvg's CommonJS file, and its WebAssembly. */
  resvgPath: string;
  wasmPath: string;
}

/**
 * The body of the worker that paints one picture, which it posts as the bytes of a PNG; what fails ends it with that error.
 * Its source text is handed to a `Worker`, so that the same code runs compiled and straight from TypeScript (Node 20 loads
 * no TypeScript file in a worker); therefore it names nothing of this file's scope.
 */
export async function paintInWorker(): Promise<void> {
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
  const { createRequire } = process.getBuiltinModule('node:module');
  const { readFileSync } = process.getBuiltinModule('node:fs');
  const { svg, resvgPath, wasmPath }: PaintJob = workerData;
  const { initWasm, Resvg }: typeof ResvgModule = createRequire(resvgPath)(resvgPath);
  await initWasm(new Uint8Array(readFileSync(wasmPath)));
  const drawing = new Resvg(svg, { font: { loadSystemFonts: false } });
  parentPort?.postMessage(drawing.render().asPng());
}
