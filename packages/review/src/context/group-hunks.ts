import type { FileDiff } from "@devflow/diff";
import type { HunkPart } from "./split-hunks.ts";

/** Changed code that goes into one prompt: parts of one file, in the file's order. */
export interface HunkGroup {
  file: FileDiff;
  parts: HunkPart[];
  tokens: number;
}

/**
 * Packs the parts of each file into as few prompts as fit, the riskiest file first. Files are not
 * mixed: a narrow prompt about one file is what small models answer best, and a finding's file is
 * then never in doubt.
 */
export function groupHunks(parts: readonly HunkPart[], maxTokens: number): HunkGroup[] {
  const groups: HunkGroup[] = [];
  for (const fileParts of byFileRiskiestFirst(parts)) {
    let open: HunkGroup | null = null;
    for (const part of fileParts) {
      if (open === null || open.tokens + part.tokens > maxTokens) {
        open = { file: part.file, parts: [], tokens: 0 };
        groups.push(open);
      }
      open.parts.push(part);
      open.tokens += part.tokens;
    }
  }
  return groups;
}

function byFileRiskiestFirst(parts: readonly HunkPart[]): HunkPart[][] {
  const byFile = Map.groupBy(parts, (part) => part.file);
  const risk = (fileParts: HunkPart[]) => Math.max(...fileParts.map((part) => part.risk));
  return [...byFile.values()].sort((a, b) => risk(b) - risk(a));
}
