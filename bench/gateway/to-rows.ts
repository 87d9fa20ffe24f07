import { percentile } from "@devflow/statistics";
import { rounded } from "../support/statistics.ts";
import type { MemorySplit } from "../support/thread-memory.ts";
import type { Overhead } from "./measure-overhead.ts";
import type { Sessions } from "./measure-sessions.ts";

type Row = [title: string, value: string];

export function overheadRows(overhead: Overhead): Row[] {
  const { direct, through, own, ownAtFirst, retrieval, cached, failed } = overhead;
  return [
    ...percentiles("the model server alone", direct),
    ...percentiles("through the gateway", through),
    ...percentiles("of that, not the expert's", own),
    ...percentiles("the same in the first 10 s of the process", ownAtFirst),
    ...percentiles("retrieval", retrieval),
    ...percentiles("cached", cached),
    ["questions to the expert", String(through.length)],
    [
      "retrieval within 30 ms",
      percent(retrieval.filter((ms) => ms <= 30).length, retrieval.length),
    ],
    ["failed", String(failed)],
    ["CPU of the gateway a question, ms", rounded(overhead.cpuMsPerRequest)],
    ["CPU of the gateway a cached answer, ms", rounded(overhead.cpuMsPerCached)],
  ];
}

export function sessionRows({ tallies, model, cpuShare, seconds }: Sessions): Row[] {
  const sum = (of: (tally: Sessions["tallies"][number]) => number) =>
    tallies.reduce((total, tally) => total + of(tally), 0);
  const replies = tallies.flatMap((tally) => tally.replies);
  const keys = sum((tally) => tally.keys);
  const requests = sum((tally) => tally.requests);
  const errors = sum((tally) => tally.errors.length);
  const failed = replies.filter(({ status }) => status !== 200).length;
  const bySource = Map.groupBy(replies, ({ source }) => source);
  const saved = replies.filter(({ source }) => source !== "expert" && source !== "").length;
  const served = [...bySource].filter(([source]) => source !== "" && source !== "expert");
  return [
    ["sessions, seconds", `${tallies.length}, ${seconds}`],
    ["keys", String(keys)],
    ["requests (the debounce saved)", `${requests} (${percent(keys - requests, keys)})`],
    ["requests a second", rounded(requests / seconds)],
    ["answered", String(replies.length)],
    ["cancelled by the next key", `${sum(({ cancelled }) => cancelled)}`],
    ["without the expert (caches saved)", `${saved} (${percent(saved, replies.length)})`],
    ...served.map(([source, all]): Row => [`  ${source}`, String(all.length)]),
    ["reached the model server", String(model.requests)],
    ["ended there by cancellation", String(model.aborted)],
    ["still running there afterwards", String(model.running)],
    ["errors", String(errors + failed)],
    ["shown", String(sum(({ shown }) => shown))],
    ["characters taken", String(sum(({ accepted }) => accepted))],
    ...served.flatMap(([source, all]) =>
      percentiles(
        `${source}, ms:`,
        all.map(({ milliseconds }) => milliseconds),
      ),
    ),
    ["CPU of the gateway, cores", rounded(cpuShare)],
  ];
}

export const memoryTitles = [
  ...["MB after", "resident", "heap used", "heap", "buffers and WebAssembly"],
  ...["database thread", "other threads", "rest"],
];

const MEMORY_ROWS = 10;

/** At most ten moments, the first and the last among them. */
export function memoryRows(splits: readonly MemorySplit[]): string[][] {
  const step = Math.max(1, Math.ceil((splits.length - 1) / (MEMORY_ROWS - 1)));
  const shown = splits.filter((_, index) => index % step === 0 || index === splits.length - 1);
  return shown.map((each) => [
    `${each.seconds} s`,
    ...[each.resident, each.heapUsed, each.heapTotal, each.external].map(rounded),
    ...[each.database, each.otherThreads, each.rest].map(rounded),
  ]);
}

function percentiles(title: string, values: readonly number[]): Row[] {
  const at = (share: number) => (values.length === 0 ? "-" : rounded(percentile(values, share)));
  return [
    [`${title} p50`, at(0.5)],
    [`${title} p99`, at(0.99)],
  ];
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "-" : `${((100 * part) / whole).toFixed(1)} %`;
}
