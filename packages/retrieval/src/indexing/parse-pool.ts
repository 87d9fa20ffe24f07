/**
 * The threads that parse.
 *
 * Properties wanted: the thread that answers webhooks never parses more than a moment; no thread is
 * started before it is needed, none keeps the process alive, and memory goes back after a while.
 * Design: one pool a process, made by the first large batch. Little work is done on the spot: a
 * thread takes 0.3 s to load the grammars, and 64 KB are parsed in 0.03 s. A thread that dies (out
 * of memory) fails its batch; the next batch gets a new one.
 */
import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import type { BlobBatch } from "../storage/store-blobs.ts";
import { type ParseTask, parseBlobs } from "./parse-blobs.ts";

/** More than this in an update is worth a thread. */
const SMALL_UPDATE_BYTES = 64_000;

/** The database takes another core, and more threads only more memory (90 MB each). */
export const PARSE_THREADS = availableParallelism() > 1 ? 2 : 1;

const IDLE_MS = 10_000;

let pool: Piscina<ParseTask, BlobBatch> | null = null;

export type Parse = (task: ParseTask) => Promise<BlobBatch>;

/** How to parse an update of so many bytes. */
export function parserFor(updateBytes: number): Parse {
  if (updateBytes <= SMALL_UPDATE_BYTES) return parseBlobs;
  pool ??= new Piscina<ParseTask, BlobBatch>({
    filename: new URL("./parse-thread.ts", import.meta.url).href,
    minThreads: 0,
    maxThreads: PARSE_THREADS,
    idleTimeout: IDLE_MS,
    // A batch is 256 KB of source; its trees and rows take a few times that.
    resourceLimits: { maxOldGenerationSizeMb: 160, maxYoungGenerationSizeMb: 16 },
  });
  const threads = pool;
  return (task) => threads.run(task);
}
