/** The little of WebAssembly that is used: TypeScript has it in the browser's types only. */
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { initial: number; maximum: number });
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
  }
  class Instance {
    constructor(module: Module, imports: { arena: { memory: Memory } });
    readonly exports: Record<string, unknown>;
  }
}
