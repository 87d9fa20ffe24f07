import { type FileDiff, type Position, renderHunk } from "@devflow/diff";
import { parseStillStands, stillStandsPrompt } from "@devflow/expert";
import { languageOf } from "@devflow/syntax";
import type { ExpertSession } from "../expert-session.ts";
import { limits } from "../limits.ts";
import type { Remark } from "../model.ts";
import type { StillStands } from "./decide-remarks.ts";

/** Enough for a word and a sentence of reason. */
const answerTokens = 96;

/** Lines of the hunk on either side of the new lines that the expert sees. */
const reach = 15;

export interface Asking {
  session: ExpertSession | null;
  /** There is an expert, which this review may not ask. */
  isExpertAway: boolean;
  signal: AbortSignal | undefined;
}

/**
 * Asks the expert whether a remark holds for the new version of its lines. Null where there is no
 * expert or no clear answer: then changed lines count as fixed. A person opens the thread again
 * where that is wrong; the other way round threads would never close. Beyond the limit of calls, or
 * while the expert is away or used up, nothing is asked and nothing is known.
 */
export function lookAgain(
  files: ReadonlyMap<string, FileDiff>,
  { session, isExpertAway, signal }: Asking,
): (remark: Remark, path: string, position: Position) => Promise<StillStands> {
  let asked = 0;
  return async (remark, path, position) => {
    const file = files.get(path);
    if (session === null) return isExpertAway ? "unasked" : null;
    if (file === undefined || asked >= limits.stillStandsCalls) return "unasked";
    asked += 1;
    const completion = await session.ask({
      ...stillStandsPrompt({
        remark,
        hunk: { path, language: languageOf(path) ?? "", rendered: newCode(file, position) },
      }),
      maxOutputTokens: answerTokens,
      temperature: 0,
      purpose: "still_stands",
      ...(signal && { signal }),
    });
    return completion === null ? "unasked" : parseStillStands(completion.text);
  };
}

function newCode({ hunks }: FileDiff, { side, startLine, line }: Position): string {
  const numberOf = side === "RIGHT" ? "newLine" : "oldLine";
  for (const hunk of hunks) {
    const isWithin = (number: number | null) =>
      number !== null && number >= startLine - reach && number <= line + reach;
    const first = hunk.lines.findIndex((each) => isWithin(each[numberOf]));
    if (first === -1 || !hunk.lines.some((each) => each[numberOf] === startLine)) continue;
    const last = hunk.lines.findLastIndex((each) => isWithin(each[numberOf]));
    return renderHunk({ ...hunk, lines: hunk.lines.slice(first, last + 1) }, { numbered: true });
  }
  return "";
}
