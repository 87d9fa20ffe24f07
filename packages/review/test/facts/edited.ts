import { diffTexts, type FileDiff, textBefore } from "@devflow/diff";
import { readSyntax } from "@devflow/syntax";
import type { FactFile } from "../../src/draft/facts/fact.ts";

/** A file of a change, given by its two texts. */
export function edited(path: string, before: string | null, after: string): FileDiff {
  const outcome = diffTexts(before, after, {
    path,
    previousPath: null,
    status: before === null ? "added" : "modified",
  });
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.file;
}

/** The same as the facts read it. */
export async function factFile(
  path: string,
  before: string | null,
  after: string,
): Promise<FactFile> {
  const file = edited(path, before, after);
  const baseText = before === null ? null : textBefore(after, file.hunks);
  return {
    file,
    headText: after,
    baseText,
    head: await readSyntax({ path, text: after }),
    base: baseText === null ? null : await readSyntax({ path, text: baseText }),
  };
}
