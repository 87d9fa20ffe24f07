import { estimateTokens, FIM_LIMITS, renderFim, renderFimAnswer } from "@devflow/expert";
import type { CodeCut, TextSpan } from "@devflow/syntax";
import type { FillInTheMiddleExample, Refused } from "../model.ts";
import { chooseCuts } from "./choose-cuts.ts";
import { fimExample } from "./make-example.ts";
import type { CodeOptions } from "./model.ts";
import type { ReadCodeFile } from "./read-code-file.ts";
import { refused } from "./refusal.ts";
import { showsSecret } from "./secret-spans.ts";

/** A cut with what stands around it: the three are one piece of the file. */
export interface FimPiece {
  prefix: string;
  middle: string;
  suffix: string;
}

/** Fill-in-the-middle examples of a file, outside of the spans that are said elsewhere already. */
export function* fillInTheMiddle(
  { file, structure, secrets }: ReadCodeFile,
  repository: string,
  { fimFamily }: Pick<CodeOptions, "fimFamily">,
  copies: readonly TextSpan[],
): Generator<FillInTheMiddleExample | Refused> {
  for (const cut of chooseCuts(file.text, structure.cuts)) {
    if (copies.some(({ start, end }) => cut.start < end && cut.end > start)) {
      yield refused("fim", "in a near duplicate");
      continue;
    }
    const piece = pieceAt(file.text, cut);
    const { prefix, suffix } = piece;
    if (showsSecret(secrets, cut.start - prefix.length, cut.end + suffix.length)) {
      yield refused("fim", "holds a credential");
      continue;
    }
    if (estimateTokens(piece.middle) > FIM_LIMITS.middleTokens) {
      yield refused("fim", "too long");
      continue;
    }
    const prompt = renderFim(fimFamily, piece);
    if (prompt === null || renderFim(fimFamily, { prefix: piece.middle, suffix: "" }) === null) {
      yield refused("fim", "special token");
      continue;
    }
    const origin = { repository, file, language: structure.language, start: cut.start };
    yield fimExample(
      { ...origin, origin: "fill_in_the_middle" },
      prompt,
      renderFimAnswer(fimFamily, piece.middle),
    );
  }
}

/** What stands before and behind a cut, as far as the limits go, in whole lines. */
function pieceAt(text: string, { start, end }: Pick<CodeCut, "start" | "end">): FimPiece {
  return {
    prefix: linesBefore(text.slice(0, start), FIM_LIMITS.prefixTokens),
    middle: text.slice(start, end),
    suffix: linesBehind(text.slice(end), FIM_LIMITS.suffixTokens),
  };
}

export function linesBefore(text: string, mostTokens: number): string {
  let kept = text.length;
  for (let tokens = 0; kept > 0; ) {
    const lineStart = text.lastIndexOf("\n", kept - 2) + 1;
    tokens += estimateTokens(text.slice(lineStart, kept));
    if (tokens > mostTokens) break;
    kept = lineStart;
  }
  return text.slice(kept);
}

export function linesBehind(text: string, mostTokens: number): string {
  let kept = 0;
  for (let tokens = 0; kept < text.length; ) {
    const newline = text.indexOf("\n", kept);
    const lineEnd = newline === -1 ? text.length : newline + 1;
    tokens += estimateTokens(text.slice(kept, lineEnd));
    if (tokens > mostTokens) break;
    kept = lineEnd;
  }
  return text.slice(0, kept);
}
