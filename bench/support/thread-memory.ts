import { readFileSync } from "node:fs";
import { z } from "zod";

const line = z.object({
  ...{ at: z.number(), threadId: z.number(), thread: z.string(), rss: z.number() },
  ...{ heapTotal: z.number(), heapUsed: z.number(), external: z.number() },
});

/** What a process holds at a moment, in MB. */
export interface MemorySplit {
  seconds: number;
  resident: number;
  /** JavaScript values of the main thread, and what the heap has room for. */
  heapUsed: number;
  heapTotal: number;
  /** Buffers and WebAssembly of the main thread. */
  external: number;
  /** Heap, buffers and WebAssembly of the thread that PGlite runs in. */
  database: number;
  /** The same of all other threads. */
  otherThreads: number;
  /** What is none of these: code, native libraries, what the allocator has not given back. */
  rest: number;
}

/** The arguments for Node that have a process write its memory to `file`. */
export function reportingTo(file: string): string[] {
  const module = new URL("report-memory.ts", import.meta.url);
  module.searchParams.set("file", file);
  return ["--import", module.href];
}

/** What was written since a moment, one split for each line of the main thread. */
export function readSplits(file: string, sinceMs: number): MemorySplit[] {
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((text) => text !== "")
    .map((text) => line.parse(JSON.parse(text)));
  const latest = new Map<number, z.infer<typeof line>>();
  const splits: MemorySplit[] = [];
  for (const each of lines) {
    latest.set(each.threadId, each);
    if (each.threadId === 0 && each.at >= sinceMs) splits.push(splitOf(each, latest, sinceMs));
  }
  return splits;
}

function splitOf(
  main: z.infer<typeof line>,
  latest: ReadonlyMap<number, z.infer<typeof line>>,
  sinceMs: number,
): MemorySplit {
  const others = [...latest.values()].filter(({ threadId }) => threadId !== 0);
  const sum = (threads: readonly z.infer<typeof line>[]) =>
    threads.reduce((total, { heapTotal, external }) => total + heapTotal + external, 0);
  const database = sum(others.filter(({ thread }) => thread.startsWith("pglite")));
  const otherThreads = sum(others) - database;
  const { rss, heapUsed, heapTotal, external } = main;
  return {
    seconds: Math.round((main.at - sinceMs) / 1_000),
    ...{ resident: toMb(rss), heapUsed: toMb(heapUsed), heapTotal: toMb(heapTotal) },
    ...{ external: toMb(external), database: toMb(database), otherThreads: toMb(otherThreads) },
    rest: toMb(rss - heapTotal - external - database - otherThreads),
  };
}

function toMb(bytes: number): number {
  return bytes / 1_000_000;
}
