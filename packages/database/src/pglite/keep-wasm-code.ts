import { setFlagsFromString } from "node:v8";

/**
 * Stops V8 from freeing compiled WebAssembly one function at a time, for the whole process.
 *
 * With more than one thread that runs WebAssembly, that freeing sometimes ends the process: V8's
 * list of allocations is asked to remove an address that it does not hold, and a CHECK fails
 * (SIGTRAP; Node 22 to 26, https://github.com/nodejs/node/issues/64500). Node itself strips types by
 * WebAssembly on the main thread, so one database thread makes two. What is kept is the baseline
 * code that optimized code has replaced: 6 MB after indexing 222 files, grammars included.
 */
export function keepWasmCode(): void {
  setFlagsFromString("--no-wasm-code-gc");
}
