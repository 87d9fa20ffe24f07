import type { DraftedFinding } from "../model.ts";
import { cut } from "../prompts/clean-text.ts";
import { FINDING_LIMITS } from "./limits.ts";
import { isLineNumber, type RawFinding } from "./raw-finding.ts";
import {
  readCategory,
  readConfidence,
  readPath,
  readQuote,
  readSeverity,
  readSuggestion,
  readTitle,
  withoutQuotationMarks,
} from "./read-fields.ts";

/** A finding, or why it is none; `notes` counts what was left out of a finding that stands. */
export type DraftedOrRejected =
  | { finding: DraftedFinding; notes: string[] }
  | { finding: null; notes: string[] };

/** Our own words from the draft prompt, where an example of a line would stand. */
const FORM = /^one changed line, copied exactly/;

/** Understands the fields of one raw finding and holds it to the limits. */
export function toDraftedFinding(raw: RawFinding): DraftedOrRejected {
  const { fields, fenced } = raw;
  const quoted = fields.quote ?? "";
  if (!fenced.has("quote") && isLineNumber(quoted)) return reject("line number instead of a quote");
  const quote = readQuote(quoted, fenced.has("quote"));
  if (quote === "") return reject("no quote");
  if (FORM.test(quote)) return reject("form echoed");
  if (isTooLong(quote)) return reject("quote too long");
  const body = withoutQuotationMarks((fields.body ?? "").trim()).trim();
  const title = readTitle(fields.title ?? "") || firstSentence(body);
  if (title === "") return reject("no title");
  const { suggestion, note } = limitedSuggestion(raw, quote);
  const finding: DraftedFinding = {
    path: readPath(fields.path ?? ""),
    quote,
    severity: readSeverity(fields.severity ?? ""),
    category: readCategory(fields.category ?? ""),
    title: cut(title, FINDING_LIMITS.titleCharacters),
    body: cut(body === "" ? title : body, FINDING_LIMITS.bodyCharacters),
    suggestion,
    confidence: readConfidence(fields.confidence ?? ""),
  };
  return { finding, notes: note === null ? [] : [note] };
}

function reject(reason: string): DraftedOrRejected {
  return { finding: null, notes: [reason] };
}

function isTooLong(quote: string): boolean {
  const { quoteCharacters, quoteLines } = FINDING_LIMITS;
  return quote.length > quoteCharacters || quote.split("\n").length > quoteLines;
}

function firstSentence(text: string): string {
  return readTitle(text.split(/(?<=[.!?])\s/, 1)[0] ?? "");
}

/** Half of a replacement would break the code: one over the limit is left out whole. */
function limitedSuggestion(
  raw: RawFinding,
  quote: string,
): { suggestion: string | null; note: string | null } {
  const suggestion = readSuggestion(raw.fields.suggestion ?? "", raw.fenced.has("suggestion"));
  if (suggestion === null || suggestion.trim() === quote.trim()) {
    return { suggestion: null, note: null };
  }
  const isOver =
    suggestion.split("\n").length > FINDING_LIMITS.suggestionLines ||
    suggestion.length > FINDING_LIMITS.suggestionCharacters;
  return isOver ? { suggestion: null, note: "suggestion too long" } : { suggestion, note: null };
}
