import { setImmediate } from "node:timers/promises";
import { type DiffLine, type FileDiff, type Hunk, renderHunk } from "@devflow/diff";
import { languageOf } from "@devflow/syntax";
import { hunkRisk } from "./hunk-risk.ts";
import type { TokenBudget } from "./token-budget.ts";

/** A hunk, or a part of one that alone fills the expert's window, as the expert will see it. */
export interface HunkPart {
  file: FileDiff;
  hunkIndex: number;
  rendered: string;
  tokens: number;
  risk: number;
}

/** All hunks of the files with changed lines, none larger than a prompt has room for. */
export async function splitHunks(
  files: readonly FileDiff[],
  budget: TokenBudget,
): Promise<HunkPart[]> {
  const parts: HunkPart[] = [];
  for (const file of files) {
    // Counting tokens computes on this thread, megabytes of text in a large change.
    await setImmediate();
    for (const [hunkIndex, hunk] of file.hunks.entries()) {
      const risk = hunkRisk(file, hunk);
      for (const piece of await splitToFit(file.path, hunk, budget)) {
        parts.push({ file, hunkIndex, risk, ...piece });
      }
    }
  }
  return parts;
}

interface Piece {
  rendered: string;
  tokens: number;
}

/**
 * Halves the hunk until each half fits. A half without changed lines is dropped: it is only
 * context. A single line that does not fit is cut; it is shown, but not to its end.
 */
async function splitToFit(path: string, hunk: Hunk, budget: TokenBudget): Promise<Piece[]> {
  if (!hunk.lines.some((line) => line.kind !== "context")) return [];
  const rendered = renderHunk(hunk, { numbered: true });
  const shown = `${path} (${languageOf(path) ?? ""})\n${rendered}`;
  const tokens = (await budget.countTokens(shown)) + budget.frameTokens;
  if (tokens <= budget.hunkTokens) return [{ rendered, tokens }];
  if (hunk.lines.length === 1) {
    const kept = rendered.slice(0, Math.floor((rendered.length * budget.hunkTokens) / tokens / 2));
    return [{ rendered: `${kept} … (cut)`, tokens: budget.hunkTokens }];
  }
  const middle = quietLineNear(hunk.lines, Math.floor(hunk.lines.length / 2));
  const halves = [hunk.lines.slice(0, middle), hunk.lines.slice(middle)];
  const pieces: Piece[] = [];
  for (const lines of halves) {
    pieces.push(...(await splitToFit(path, { ...hunk, lines }, budget)));
  }
  return pieces;
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
