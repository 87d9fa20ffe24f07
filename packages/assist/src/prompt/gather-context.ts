import type { DiffLine, FileDiff } from "@devflow/diff";
import type { PromptContext } from "@devflow/expert";
import type { EditedFile } from "../model.ts";
import type { RepositoryCode } from "../ports.ts";
import { linesOf } from "./show-file.ts";

/** Hits of a search for the words of a question. */
const searchHits = 4;
/** Files of a request that context is looked for: the others are context themselves. */
const mostFiles = 3;
/** A longer selection is a whole file: what it uses is looked up for its beginning. */
const mostLines = 400;

/**
 * What of the repository matters for the files: definitions of what they use, who uses them, tests, code
 * like them, and what a search for the words finds. Nothing of the files themselves: the editor has them
 * newer than the index.
 */
export async function gatherContext(
  code: RepositoryCode | null,
  files: readonly EditedFile[],
  { words, maxTokens }: { words: string; maxTokens: number },
): Promise<PromptContext[]> {
  if (code === null || maxTokens <= 0) return [];
  const subjects = files.slice(0, mostFiles);
  const changed = subjects.map(asDiff);
  const [around, hits] = await Promise.all([
    code.index.contextForChange(
      changed.map((file, at) => ({
        file,
        hunkIndexes: [0],
        headText: subjects[at]?.text ?? null,
        changedFiles: changed,
        maxTokens: Math.ceil(maxTokens / changed.length),
      })),
    ),
    words.trim() === "" ? [] : code.index.search(words.slice(0, 500), { limit: searchHits }),
  ]);
  const found: PromptContext[] = [
    ...around.flat().map(({ kind, path, startLine, endLine, reason, text }) => {
      return { kind, path, startLine, endLine, reason, text };
    }),
    ...hits.map(({ path, startLine, endLine, reasons, text }) => {
      return { kind: "similar", path, startLine, endLine, reason: reasons.join("; "), text };
    }),
  ];
  return withoutRepeats(found, new Set(files.map(({ path }) => path)));
}

/** The selection as lines that somebody adds: what the index is asked about is always a change. */
function asDiff({ path, text, selection }: EditedFile): FileDiff {
  const lines = linesOf(text);
  const from = Math.min((selection?.startLine ?? 1) - 1, Math.max(0, lines.length - 1));
  const to = Math.min(selection?.endLine ?? lines.length, lines.length, from + mostLines);
  const added = lines.slice(from, Math.max(to, from + 1)).map(
    (line, at): DiffLine => ({
      kind: "added",
      text: line,
      oldLine: null,
      newLine: from + at + 1,
      noNewlineAtEnd: false,
    }),
  );
  return {
    path,
    previousPath: null,
    status: "modified",
    isBinary: false,
    isSubmodule: false,
    isSymlink: false,
    hunks: [
      {
        oldStart: from,
        oldLines: 0,
        newStart: from + 1,
        newLines: added.length,
        section: "",
        lines: added,
      },
    ],
  };
}

function withoutRepeats(
  items: readonly PromptContext[],
  sent: ReadonlySet<string>,
): PromptContext[] {
  const kept: PromptContext[] = [];
  for (const item of items) {
    const isKnown = kept.some(
      (other) =>
        other.path === item.path &&
        other.startLine <= item.startLine &&
        other.endLine >= item.endLine,
    );
    if (!sent.has(item.path) && !isKnown) kept.push(item);
  }
  return kept;
}
