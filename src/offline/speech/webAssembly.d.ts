/** The two functions of WebAssembly the speech worker needs: Node has them, its types leave them to the DOM's. */
declare namespace WebAssembly {
  function compile(bytes: Uint8Array): Promise<Module>;
  function instantiate(module: Module, imports: object): Promise<Instance>;
}
