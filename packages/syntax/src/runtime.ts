/**
 * tree-sitter's WebAssembly, replaced when it breaks.
 *
 * Properties wanted: a file that breaks it costs its own syntax and no other file's; what a parse takes
 * is bounded. 400 kB of `a<` made the Java grammar take 2 GB in a single step, which no callback can
 * stop; the module aborted, and with it every parse of the process afterwards.
 * Design: the memory has a maximum. A runtime that has thrown is never used again: the next grammar
 * is loaded into a new one. It is loaded with `require`, whose modules can be forgotten, memory and all.
 */
import { createRequire } from "node:module";
import type * as TreeSitter from "web-tree-sitter";

/** A megabyte of dense code takes 150 MB, one of errors up to 300. */
const MOST_PAGES = 8_192;
const FIRST_PAGES = 512;

export interface Runtime {
  module: typeof TreeSitter;
  /** What the module calls of WebAssembly, by name. */
  functions: Record<string, unknown>;
  isBroken: boolean;
}

let current: Promise<Runtime> | null = null;

/** The runtime to load grammars into. */
export function openRuntime(): Promise<Runtime> {
  if (current !== null) return current;
  const opening = load();
  opening.catch(() => {
    if (current === opening) current = null;
  });
  current = opening;
  return opening;
}

/** Call it when the runtime has thrown an error of WebAssembly. */
export function abandonRuntime(runtime: Runtime): void {
  if (runtime.isBroken) return;
  runtime.isBroken = true;
  current = null;
  // Its trees and parsers free themselves when they are collected: that would throw, in nobody's call.
  for (const name of Object.keys(runtime.functions)) {
    if (name.startsWith("_")) runtime.functions[name] = () => 0;
  }
}

async function load(): Promise<Runtime> {
  // One of its own each time, since it keeps what it has loaded.
  const require = createRequire(import.meta.url);
  const path = require.resolve("web-tree-sitter");
  delete require.cache[path];
  const module: typeof TreeSitter = require(path);
  delete require.cache[path];
  const wasmMemory = new WebAssembly.Memory({ initial: FIRST_PAGES, maximum: MOST_PAGES });
  // The module writes its functions into these options.
  const functions = { wasmMemory };
  await module.Parser.init(functions);
  return { module, functions, isBroken: false };
}
