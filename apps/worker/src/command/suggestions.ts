import { anchorQuote, type FileDiff, type Position } from "@devflow/diff";
import { type DraftedFinding, parseFindings } from "@devflow/expert";
import { type Committable, checkCommittable } from "@devflow/review";
import type { Answer } from "./command-run.ts";
import type { Material } from "./material.ts";
import { renderSuggestion } from "./render-answer.ts";

/** A suggestion that passed every check, with its words and its file. */
export interface CheckedSuggestion extends Committable {
  path: string;
  title: string;
  why: string;
}

export interface ReadSuggestions {
  checked: CheckedSuggestion[];
  /** Why the others are not shown, each once; why there are none where there are none. */
  reasons: string[];
}

/** Where to look for the quoted lines, and what may change. */
export interface SuggestionScope {
  material: Material;
  files: readonly FileDiff[];
  /** Only in this hunk of the one file. */
  hunkIndex?: number;
  mayOnlyComment: boolean;
  /** Puts right what the expert cannot say well, before anything is checked. */
  rewrite?(drafted: DraftedFinding): DraftedFinding;
}

/**
 * The suggestions of an answer, checked as those of a review are: their lines are found by the
 * quote, they apply and parse, and no two of them touch the same lines.
 */
export async function readSuggestions(
  text: string,
  finishReason: "stop" | "length",
  scope: SuggestionScope,
): Promise<ReadSuggestions> {
  const checked: CheckedSuggestion[] = [];
  const reasons = new Set<string>();
  const { findings } = parseFindings(text, { finishReason });
  if (findings.length === 0) {
    reasons.add(finishReason === "length" ? "it was cut off" : "it suggests nothing");
  }
  for (const drafted of findings) {
    const outcome = await check(scope.rewrite?.(drafted) ?? drafted, scope);
    if (typeof outcome === "string") reasons.add(outcome);
    else if (checked.some((other) => overlaps(other, outcome))) reasons.add("touches lines twice");
    else checked.push(outcome);
  }
  return { checked, reasons: [...reasons] };
}

async function check(
  drafted: DraftedFinding,
  { material, files, hunkIndex, mayOnlyComment }: SuggestionScope,
): Promise<CheckedSuggestion | string> {
  if (drafted.suggestion === null) return "no code in it";
  const found = findPlace(drafted, files, hunkIndex);
  if (found === null) return "the quoted line is not in the diff";
  const { file, position } = found;
  const headText = await material.readHead(file.path);
  if (headText === null) return "the file could not be read";
  const request = { file, headText, position, suggestion: drafted.suggestion };
  const outcome = await checkCommittable(request, { isExperts: true, mayOnlyComment });
  if (typeof outcome === "string") return outcome;
  return { ...outcome, path: file.path, title: drafted.title, why: drafted.body };
}

/** In the named file first; the expert may have left the name out, or written another one. */
function findPlace(
  { path, quote }: DraftedFinding,
  files: readonly FileDiff[],
  hunkIndex: number | undefined,
): { file: FileDiff; position: Position } | null {
  const named = files.filter((file) => file.path === path);
  const hints = { side: "RIGHT" as const, ...(hunkIndex === undefined ? {} : { hunkIndex }) };
  for (const file of named.length > 0 ? named : files) {
    const anchor = anchorQuote(file, quote, hints);
    if (anchor !== null) {
      const { side, startLine, line } = anchor;
      return { file, position: { side, startLine, line } };
    }
  }
  return null;
}

function overlaps(a: CheckedSuggestion, b: CheckedSuggestion): boolean {
  const isApart = a.position.line < b.position.startLine || b.position.line < a.position.startLine;
  return a.path === b.path && !isApart;
}

/** As comments on their lines at this head. */
export function asComments(
  suggestions: readonly CheckedSuggestion[],
  headSha: string,
): Answer["suggestions"] {
  return suggestions.flatMap(({ path, position, title, why, suggestion }) => {
    const body = renderSuggestion({ title, why, code: suggestion });
    return body === null ? [] : [{ path, ...position, headSha, body }];
  });
}

/** For people: what became of suggestions that are not shown beside others that are. */
export function reasonsInWords(reasons: readonly string[]): string {
  return reasons.length === 0 ? "" : ` Not shown: ${reasons.join("; ")}.`;
}

/** For people: why no suggestion is shown at all, and what to do. */
export function noneInWords(reasons: readonly string[], verb: string): string {
  const why = ` The expert's answer is no use: ${reasons.join("; ")}.`;
  return `${why} Write \`/${verb}\` again in a new comment to ask once more; \`/ask\` gets an answer in words.`;
}
