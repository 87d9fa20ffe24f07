import type { Position } from "@devflow/diff";
import { PROMPT_LIMITS } from "@devflow/expert";
import type { HunkPart } from "../../context/split-hunks.ts";
import type { Fact } from "./fact.ts";

/**
 * The facts of a file that belong to some of its hunks, as the prompt says them: the most useful
 * first, each once, as many as the tokens and the prompt's limit allow.
 * @param facts in the order of use
 */
export async function pickFacts(
  facts: readonly Fact[],
  parts: readonly HunkPart[],
  maxTokens: number,
  countTokens: (text: string) => Promise<number>,
): Promise<{ facts: string[]; tokens: number }> {
  const spans = parts.flatMap(spansOf);
  const wanted = new Set(
    facts
      .filter(({ at }) => at === null || spans.some((span) => overlap(span, at)))
      .map(({ text }) => text.replace(/\s+/g, " ").slice(0, PROMPT_LIMITS.fact)),
  );
  const picked: string[] = [];
  let tokens = 0;
  for (const text of wanted) {
    if (picked.length === PROMPT_LIMITS.facts) break;
    const cost = await countTokens(`- ${text}\n`);
    if (tokens + cost > maxTokens) continue;
    tokens += cost;
    picked.push(text);
  }
  return { facts: picked, tokens };
}

/** The part's lines on either side of the diff. */
function spansOf({ lines }: HunkPart): Position[] {
  return (["LEFT", "RIGHT"] as const).flatMap((side) => {
    const numbers = lines.flatMap((line) => (side === "LEFT" ? line.oldLine : line.newLine) ?? []);
    const [first, last] = [numbers[0], numbers.at(-1)];
    return first === undefined || last === undefined
      ? []
      : [{ side, startLine: first, line: last }];
  });
}

function overlap(a: Position, b: Position): boolean {
  return a.side === b.side && a.startLine <= b.line && b.startLine <= a.line;
}
