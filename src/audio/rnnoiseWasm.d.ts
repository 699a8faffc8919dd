/** The part of RNNoise's WebAssembly build that is used here; the package brings no types. */
declare module '@echogarden/rnnoise-wasm' {
  /** Addresses are byte offsets into the module's memory; 0 is none. */
  export interface RnnoiseModule {
    /** The module's memory as 32-bit floats. Taken anew each time: it moves when the memory grows. */
    readonly HEAPF32: Float32Array;
    _malloc(bytes: number): number;
    _free(address: number): void;
    /** Model 0 is the one built in. */
    _rnnoise_create(model: number): number;
    _rnnoise_destroy(state: number): void;
    /** Takes 480 samples at 48 kHz from `input`, writes 480 without noise to `output`, answers how likely speech is (0..1). */
    _rnnoise_process_frame(state: number, output: number, input: number): number;
  }
  export default function createRnnoise(): Promise<RnnoiseModule>;
}
