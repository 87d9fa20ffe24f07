import { setImmediate } from "node:timers/promises";
import { type DiffLine, type FileDiff, type Hunk, renderHunk } from "@devflow/diff";
import { languageOf } from "@devflow/syntax";
import { limits } from "../limits.ts";
import { hunkRisk } from "./hunk-risk.ts";
import type { TokenBudget } from "./token-budget.ts";

/** A hunk, or a part of one that alone fills the expert's window, as the expert will see it. */
export interface HunkPart {
  file: FileDiff;
  hunkIndex: number;
  lines: readonly DiffLine[];
  rendered: string;
  tokens: number;
  risk: number;
  /** True when a line is not shown to its end. */
  isCut: boolean;
}

export interface SplitHunks {
  parts: HunkPart[];
  /** Files that were not split, or not to their end, when the time was up. */
  unsplit: FileDiff[];
}

/** All hunks of the files with changed lines, none larger than a prompt has room for. */
export async function splitHunks(
  files: readonly FileDiff[],
  budget: PartBudget,
  isTimeUp: () => boolean,
): Promise<SplitHunks> {
  const parts: HunkPart[] = [];
  const unsplit: FileDiff[] = [];
  for (const file of files) {
    // Counting tokens computes on this thread, megabytes of text in a large change.
    await setImmediate();
    for (const [hunkIndex, hunk] of file.hunks.entries()) {
      if (isTimeUp()) {
        unsplit.push(file);
        break;
      }
      const risk = hunkRisk(file, hunk);
      for (const piece of await splitToFit(file.path, hunk, budget)) {
        parts.push({ file, hunkIndex, risk, ...piece });
      }
    }
  }
  return { parts, unsplit };
}

type PartBudget = Pick<TokenBudget, "countTokens" | "hunkTokens" | "frameTokens">;

interface Piece {
  lines: readonly DiffLine[];
  rendered: string;
  tokens: number;
  isCut: boolean;
}

/**
 * Halves the hunk until each half fits. A half without changed lines is dropped: it is only
 * context. Overlong lines, and a single line that does not fit, are shown, but not to their end.
 */
async function splitToFit(path: string, hunk: Hunk, budget: PartBudget): Promise<Piece[]> {
  if (!hunk.lines.some((line) => line.kind !== "context")) return [];
  const isCut = hunk.lines.some(isOverlong);
  const rendered = renderHunk(isCut ? withLinesCut(hunk) : hunk, { numbered: true });
  const shown = `${path} (${languageOf(path) ?? ""})\n${rendered}`;
  const tokens = (await budget.countTokens(shown)) + budget.frameTokens;
  if (tokens <= budget.hunkTokens) return [{ lines: hunk.lines, rendered, tokens, isCut }];
  if (hunk.lines.length === 1) {
    const kept = rendered.slice(0, Math.floor((rendered.length * budget.hunkTokens) / tokens / 2));
    const shownPart = { rendered: `${kept} … (cut)`, tokens: budget.hunkTokens, isCut: true };
    return [{ lines: hunk.lines, ...shownPart }];
  }
  const middle = quietLineNear(hunk.lines, Math.floor(hunk.lines.length / 2));
  const halves = [hunk.lines.slice(0, middle), hunk.lines.slice(middle)];
  const pieces: Piece[] = [];
  for (const lines of halves) {
    pieces.push(...(await splitToFit(path, { ...hunk, lines }, budget)));
  }
  return pieces;
}

function isOverlong({ text }: DiffLine): boolean {
  return text.length > limits.lineCharacters;
}

function withLinesCut(hunk: Hunk): Hunk {
  const lines = hunk.lines.map((line) =>
    isOverlong(line)
      ? {
          ...line,
          text: `${line.text.slice(0, limits.shownLineCharacters).toWellFormed()} … (cut)`,
        }
      : line,
  );
  return { ...hunk, lines };
}

/** A blank line within a quarter of the middle, so that functions stay whole where possible. */
function quietLineNear(lines: readonly DiffLine[], middle: number): number {
  const reach = Math.floor(lines.length / 4);
  for (let distance = 0; distance <= reach; distance++) {
    for (const index of [middle - distance, middle + distance]) {
      if (index > 0 && index < lines.length && lines[index]?.text.trim() === "") return index;
    }
  }
  return middle;
}
