import type { resample as Resample } from './resample.ts';

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
 * `process.getBuiltinModule` and names nothing of this file's scope.
 */
export function fliteWorkerMain(resample: typeof Resample): void {
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
  const fs = process.getBuiltinModule('node:fs');
  const os = process.getBuiltinModule('node:os');
  const path = process.getBuiltinModule('node:path');
  const { WASI } = process.getBuiltinModule('node:wasi');
  const wavHeaderBytes = 44;
  const rateOffset = 24;
  const wasmPath = String(workerData.wasmPath);
  const module = WebAssembly.compile(fs.readFileSync(wasmPath));
  // flite complains about units it lacks; nobody needs to read that.
  const nowhere = fs.openSync(os.devNull, 'r+');

  async function speak(job: FliteJob): Promise<Int16Array> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parley-speech-'));
    try {
      const wasi = new WASI({
        version: 'preview1',
        args: [
          'flite',
          '-voice',
          job.voice,
          '--setf',
          `duration_stretch=${job.stretch.toFixed(3)}`,
          '-t',
          job.text,
          '-o',
          '/out/speech.wav',
        ],
        preopens: { '/out': folder },
        stdin: nowhere,
        stdout: nowhere,
        stderr: nowhere,
        returnOnExit: true,
      });
      const instance = await WebAssembly.instantiate(await module, {
        wasi_snapshot_preview1: wasi.wasiImport,
      });
      const exitCode = wasi.start(instance);
      if (exitCode !== 0) throw new Error(`flite ended with code ${exitCode}`);
      const wav = fs.readFileSync(path.join(folder, 'speech.wav'));
      const samples = new Int16Array((wav.length - wavHeaderBytes) >> 1);
      for (let index = 0; index < samples.length; index++)
        samples[index] = wav.readInt16LE(wavHeaderBytes + 2 * index);
      return resample(samples, wav.readUInt32LE(rateOffset), job.sampleRateHz);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }

  parentPort?.on('message', (job: FliteJob) => {
    speak(job).then(
      (samples) => parentPort.postMessage({ id: job.id, samples }, [samples.buffer as ArrayBuffer]),
      (thrown: unknown) => parentPort.postMessage({ id: job.id, error: String(thrown) }),
    );
  });
}
