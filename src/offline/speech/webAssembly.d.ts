/** The part of WebAssembly the speech worker needs: Node has it, its types leave it to the DOM's. */
declare namespace WebAssembly {
  type ModuleImports = Record<string, (...args: never[]) => number>;
  class Memory {
    readonly buffer: ArrayBuffer;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
  function instantiate(
    module: Module,
    imports: Record<string, ModuleImports>,
  ): Promise<{ readonly exports: Readonly<Record<string, unknown>> }>;
}
