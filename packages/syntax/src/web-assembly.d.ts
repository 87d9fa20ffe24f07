/** What is used here of WebAssembly: TypeScript has it in the browser's types only. */
declare namespace WebAssembly {
  class RuntimeError extends Error {}
}
