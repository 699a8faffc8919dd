/** What a WebAssembly program is given to run: its imports, and what became of it. */
export interface WasiHost {
  imports: WebAssembly.ModuleImports;
  /** Runs an instance made with the imports. @throws Error when it ends with another code than 0 */
  run(exports: Readonly<Record<string, unknown>>): void;
  /** What the program wrote to its one file. */
  written(): Uint8Array;
}

/**
 * Just enough of WASI preview 1 for a program that reads arguments and writes one file, `/out/NAME`, kept in memory; what it
 * prints is dropped. `node:wasi` is not used because it crashes the whole process now and then when flite runs in it again and
 * again (nodejs/node issues 52402 and 53087).
 *
 * The function names nothing outside itself: its source is handed to a worker thread.
 */
export function wasiHost(args: readonly string[]): WasiHost {
  const success = 0;
  const badDescriptor = 8;
  const noEntry = 44;
  const fileTooBig = 22;
  const directoryFd = 3;
  const fileFd = 4;
  const directoryName = '/out';
  const fileTypes = [2, 2, 2, 3, 4];
  const mostBytes = 64 * 1024 * 1024;
  const nanosecondsAMs = 1e6;
  const encoded = args.map((arg) => Buffer.from(`${arg}\0`));
  let memory: { buffer: ArrayBuffer } | undefined;
  let file = new Uint8Array(1024 * 1024);
  let size = 0;
  let position = 0;
  let exitCode: number | undefined;

  // The program may have grown its memory since the last call: look at it anew each time.
  const view = () => new DataView(memory?.buffer ?? new ArrayBuffer(0));
  const bytes = (at: number, length: number) =>
    new Uint8Array(memory?.buffer ?? new ArrayBuffer(0), at, length);
  const u32 = (at: number, value: number) => view().setUint32(at, value, true);

  const append = (piece: Uint8Array): boolean => {
    const end = position + piece.length;
    if (end > mostBytes) return false;
    if (end > file.length) {
      const bigger = new Uint8Array(Math.min(mostBytes, Math.max(end, file.length * 2)));
      bigger.set(file.subarray(0, size));
      file = bigger;
    }
    file.set(piece, position);
    position = end;
    size = Math.max(size, end);
    return true;
  };

  const imports = {
    args_sizes_get(countAt: number, bytesAt: number): number {
      u32(countAt, encoded.length);
      u32(
        bytesAt,
        encoded.reduce((sum, arg) => sum + arg.length, 0),
      );
      return success;
    },
    args_get(pointersAt: number, textAt: number): number {
      let at = textAt;
      for (const [index, arg] of encoded.entries()) {
        u32(pointersAt + 4 * index, at);
        bytes(at, arg.length).set(arg);
        at += arg.length;
      }
      return success;
    },
    clock_time_get(_clock: number, _precision: bigint, at: number): number {
      view().setBigUint64(at, BigInt(Math.round(performance.now() * nanosecondsAMs)), true);
      return success;
    },
    fd_close: (): number => success,
    fd_fdstat_get(fd: number, at: number): number {
      const type = fileTypes[fd];
      if (type === undefined) return badDescriptor;
      bytes(at, 24).fill(0);
      view().setUint8(at, type);
      bytes(at + 8, 16).fill(0xff);
      return success;
    },
    fd_fdstat_set_flags: (): number => success,
    fd_prestat_get(fd: number, at: number): number {
      if (fd !== directoryFd) return badDescriptor;
      u32(at, 0);
      u32(at + 4, directoryName.length);
      return success;
    },
    fd_prestat_dir_name(fd: number, at: number, length: number): number {
      if (fd !== directoryFd) return badDescriptor;
      bytes(at, length).set(Buffer.from(directoryName).subarray(0, length));
      return success;
    },
    fd_read(_fd: number, _vectorsAt: number, _vectors: number, readAt: number): number {
      u32(readAt, 0);
      return success;
    },
    fd_seek(fd: number, offset: bigint, whence: number, newAt: number): number {
      if (fd !== fileFd) return badDescriptor;
      const base = [0, position, size][whence] ?? 0;
      position = Math.min(mostBytes, Math.max(0, base + Number(offset)));
      view().setBigUint64(newAt, BigInt(position), true);
      return success;
    },
    fd_write(fd: number, vectorsAt: number, vectors: number, writtenAt: number): number {
      let total = 0;
      for (let index = 0; index < vectors; index++) {
        const at = view().getUint32(vectorsAt + 8 * index, true);
        const length = view().getUint32(vectorsAt + 8 * index + 4, true);
        if (fd === fileFd && !append(bytes(at, length))) return fileTooBig;
        total += length;
      }
      u32(writtenAt, total);
      return success;
    },
    path_open(
      directory: number,
      _lookup: number,
      _pathAt: number,
      _pathLength: number,
      openFlags: number,
      _rights: bigint,
      _inheriting: bigint,
      _flags: number,
      openedAt: number,
    ): number {
      const creates = (openFlags & 1) === 1;
      if (directory !== directoryFd || !creates) return noEntry;
      size = 0;
      position = 0;
      u32(openedAt, fileFd);
      return success;
    },
    proc_exit(code: number): never {
      exitCode = code;
      throw new Error(`the program ended with code ${code}`);
    },
  };

  return {
    imports,
    run(exports) {
      const { memory: own, _start: start } = exports;
      if (!(own instanceof WebAssembly.Memory) || typeof start !== 'function')
        throw new Error('not a WASI program');
      memory = own;
      try {
        start();
      } catch (thrown) {
        if (exitCode !== 0) throw thrown;
      }
    },
    written: () => file.slice(0, size),
  };
}
