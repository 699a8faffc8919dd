import type { resample as Resample } from './resample.ts';
import type { wasiHost as WasiHostMaker } from './wasiHost.ts';

/** What the worker is asked: speak `text` with one of flite's voices; `stretch` 2 takes twice as long. */
export interface FliteJob {
  id: number;
  text: string;
  voice: string;
  stretch: number;
  sampleRateHz: number;
}

/** What it answers: mono samples at the asked rate, or why there are none. */
export type FliteResult = { id: number; samples: Int16Array } | { id: number; error: string };

/**
 * The body of the speech worker. Its source text is handed to a `Worker`, so that the same code runs compiled and straight
 * from TypeScript (Node 20 loads no TypeScript file in a worker); therefore it reaches everything through
 * `process.getBuiltinModule` and its parameters, and names nothing of this file's scope.
 */
export function fliteWorkerMain(resample: typeof Resample, wasiHost: typeof WasiHostMaker): void {
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
  const fs = process.getBuiltinModule('node:fs');
  const wavHeaderBytes = 44;
  const rateOffset = 24;
  const module = WebAssembly.compile(fs.readFileSync(String(workerData.wasmPath)));

  async function speak(job: FliteJob): Promise<Int16Array> {
    const stretch = `duration_stretch=${job.stretch.toFixed(3)}`;
    const host = wasiHost([
      'flite',
      '-voice',
      job.voice,
      '--setf',
      stretch,
      '-t',
      job.text,
      '-o',
      '/out/speech.wav',
    ]);
    const instance = await WebAssembly.instantiate(await module, { wasi_snapshot_preview1: host.imports });
    host.run(instance.exports);
    const wav = Buffer.from(host.written());
    if (wav.length < wavHeaderBytes) throw new Error('flite made no sound');
    const samples = new Int16Array((wav.length - wavHeaderBytes) >> 1);
    for (let index = 0; index < samples.length; index++)
      samples[index] = wav.readInt16LE(wavHeaderBytes + 2 * index);
    return resample(samples, wav.readUInt32LE(rateOffset), job.sampleRateHz);
  }

  parentPort?.on('message', (job: FliteJob) => {
    speak(job).then(
      (samples) => parentPort.postMessage({ id: job.id, samples }, [samples.buffer as ArrayBuffer]),
      (thrown: unknown) => parentPort.postMessage({ id: job.id, error: String(thrown) }),
    );
  });
}
