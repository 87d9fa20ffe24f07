import type { FillPiece } from "@devflow/expert";
import { cutAtSyntaxEnd } from "../filters/cut-at-syntax-end.ts";
import { filterText } from "../filters/filter-text.ts";
import { countReasons, type FilterReason } from "../filters/reasons.ts";
import type { FilterCounts } from "../model.ts";
import { AnswerReader } from "./answer-reader.ts";
import type { EndedBy, ReadingRules } from "./model.ts";

export interface ReadCompletion {
  /** Empty where there is nothing worth showing. */
  text: string;
  filters: FilterCounts;
  endedBy: EndedBy;
}

/**
 * Reads an answer to where it should end, ends the stream there, and gives what is worth showing.
 * Errors of the stream are passed on: half an answer is none.
 */
export async function readCompletion(
  pieces: AsyncIterable<FillPiece>,
  rules: ReadingRules,
): Promise<ReadCompletion> {
  const reader = new AnswerReader(rules);
  let reason: "model" | "length" = "model";
  for await (const { text, finishReason } of pieces) {
    if (finishReason === "length") reason = "length";
    // Leaving the loop returns the iterator, and that ends the request at the expert.
    if (reader.push(text)) break;
  }
  reader.finish(reason);
  return finishCompletion(reader, rules);
}

async function finishCompletion(
  reader: AnswerReader,
  rules: ReadingRules,
): Promise<ReadCompletion> {
  const endedBy = reader.endedBy ?? "model";
  const { text: read } = reader;
  const cut = await cutAtSyntaxEnd(read, rules);
  const { text, reasons } = filterText(cut.text, rules, cut.isWhole);
  const all = new Set<FilterReason>([...reasonsOf(reader, endedBy), ...reasons]);
  if (cut.text.length < read.trimEnd().length) all.add("syntax_end");
  return { text, filters: countReasons(all), endedBy };
}

function* reasonsOf(reader: AnswerReader, endedBy: EndedBy): Generator<FilterReason> {
  if (reader.hadThoughts || endedBy === "model_words") yield "model_words";
  if (reader.hadThoughts && reader.text === "") yield "only_thoughts";
  if (endedBy === "long_line" && reader.text === "") yield "long_line";
  if (endedBy === "repetition") yield "repetition";
}
