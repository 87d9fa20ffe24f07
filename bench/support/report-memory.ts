/**
 * Loaded by `--import` into a process and, as Node hands it on, into each of its threads: writes what
 * the thread holds to the file of its own URL (`?file=`), a line of JSON every five seconds.
 */
import { appendFileSync } from "node:fs";
import { basename } from "node:path";
import { isMainThread, threadId } from "node:worker_threads";

const everyMs = 5_000;
const file = new URL(import.meta.url).searchParams.get("file");
const thread = isMainThread ? "main" : basename(process.argv[1] ?? "");

setInterval(() => {
  if (file === null) return;
  const { rss, heapTotal, heapUsed, external, arrayBuffers } = process.memoryUsage();
  const line = {
    at: Date.now(),
    threadId,
    thread,
    rss,
    heapTotal,
    heapUsed,
    external,
    arrayBuffers,
  };
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}, everyMs).unref();
