import { decodeUtf8, type FileDiff, parseUnifiedDiff, pathOfDiff } from "@devflow/diff";
import { UsageError } from "@devflow/errors";
import type { DiffSection } from "./split-diff.ts";

export type SectionOutcome =
  | { ok: true; files: FileDiff[] }
  | { ok: false; path: string; reason: string };

/** All that git prints for a file with other times and the same content. */
const UNCHANGED = /^diff --git [^\n]+\n$/;

/** One file of git's output: parsed, or named with the reason why it could not be. */
export function readDiffSection(section: DiffSection): SectionOutcome {
  const refuse = (reason: string): SectionOutcome => {
    return { ok: false, path: pathOfDiff(section.head.toString("latin1")), reason };
  };
  if (section.bytes === null) {
    return refuse(`its diff is too large (${Math.ceil(section.sizeBytes / 1_000_000)} MB)`);
  }
  // A NUL byte would make it binary for git, unless an attribute says that it is text.
  const text = decodeUtf8(section.bytes);
  if (text === null) return refuse("not valid UTF-8");
  if (UNCHANGED.test(text)) return { ok: true, files: [] };
  try {
    return { ok: true, files: parseUnifiedDiff(text) };
  } catch (error) {
    if (error instanceof UsageError) return refuse(`its diff cannot be read: ${error.message}`);
    throw error;
  }
}
