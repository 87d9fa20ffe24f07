import { move, transferableSymbol, valueSymbol } from "piscina";
import { type ParseTask, parseBlobs } from "./parse-blobs.ts";

/** What a thread of the pool runs: the result's memory goes back without a copy. */
export default async function parseTask(task: ParseTask) {
  const batch = await parseBlobs(task);
  const memory = [
    ...[...batch.facts, ...(batch.vectors === null ? [] : [batch.vectors])].flatMap(
      ({ bytes, ends }) => [bytes.buffer, ends.buffer],
    ),
    ...batch.segment.documents.map(({ buffer }) => buffer),
    ...batch.segment.terms.map(({ bytes }) => bytes.buffer),
  ];
  return move({
    get [transferableSymbol]() {
      return memory;
    },
    get [valueSymbol]() {
      return batch;
    },
  });
}
