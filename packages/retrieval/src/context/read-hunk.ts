import type { Hunk } from "@devflow/diff";
import { readSyntax, type SymbolDefinition, type SyntaxFacts } from "@devflow/syntax";
import type { ContextRequest } from "../model.ts";
import { contains, type LineRange, overlaps } from "./line-range.ts";
import { readHead } from "./read-head.ts";

/** The hunks of one prompt with what its file's syntax says about it. Lines are those of the new file. */
export interface ReadHunk {
  path: string;
  /** The new lines that the diff shows, of every hunk of the file. */
  shown: LineRange[];
  changed: LineRange[];
  /** Names used on added lines, in order, each once. */
  usedNames: string[];
  /** Innermost definitions that hold a changed line. */
  touched: SymbolDefinition[];
  /** Names whose definition the hunks take away. */
  removedNames: string[];
  /** Null when the file is unknown or has no grammar. */
  facts: SyntaxFacts | null;
  /** The file's lines, null when it is unknown. */
  headLines: string[] | null;
  /** What the change is about, as one text: the touched definitions, or the added lines. */
  subject: string;
}

const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
const LOOKS_LIKE_CODE = /[\p{Ll}\p{N}]\p{Lu}|[^_]_[^_]|\p{Lu}\p{Lu}+\p{Ll}/u;
const MOST_NAMES = 60;
const LONGEST_SUBJECT_LINES = 80;

export async function readHunk(request: ContextRequest): Promise<ReadHunk> {
  const { file, hunkIndexes, headText } = request;
  const hunks = hunkIndexes.flatMap((index) => file.hunks[index] ?? []);
  const facts = headText === null ? null : await readHead(file.path, headText);
  const headLines = headText === null ? null : headText.split(/\r?\n/);
  const changed = hunks.flatMap(changedRanges);
  const added = hunks.flatMap((hunk) => textsOf(hunk, "added"));
  const touched = facts === null ? [] : touchedDefinitions(facts, changed);
  return {
    path: file.path,
    shown: file.hunks.map(({ newStart, newLines }) => ({
      startLine: newStart,
      endLine: newStart + Math.max(1, newLines) - 1,
    })),
    changed,
    usedNames: usedNames(facts, changed, added),
    touched,
    removedNames: await removedNames(file.path, hunks, facts),
    facts,
    headLines,
    subject: subjectOf(touched, headLines, added),
  };
}

/** Added lines; a deletion alone stands for the line that follows it. */
function changedRanges(hunk: Hunk): LineRange[] {
  const ranges: LineRange[] = [];
  let next = hunk.newStart;
  let isDeleting = false;
  for (const line of hunk.lines) {
    if (line.newLine === null) {
      isDeleting = true;
      continue;
    }
    if (line.kind === "added") ranges.push({ startLine: line.newLine, endLine: line.newLine });
    else if (isDeleting && !ranges.some((range) => contains(range, next - 1))) {
      ranges.push({ startLine: line.newLine, endLine: line.newLine });
    }
    isDeleting = false;
    next = line.newLine + 1;
  }
  return ranges;
}

function textsOf(hunk: Hunk, kind: "added" | "removed"): string[] {
  return hunk.lines.filter((line) => line.kind === kind).map(({ text }) => text);
}

function touchedDefinitions(facts: SyntaxFacts, changed: readonly LineRange[]): SymbolDefinition[] {
  // A local variable has no callers: the function around it has.
  const holding = facts.definitions.filter(
    (definition) =>
      (definition.kind !== "variable" || definition.scopes.length === 0) &&
      changed.some((range) => overlaps(range, definition)),
  );
  return holding.filter((definition) =>
    changed.some(
      (range) =>
        overlaps(range, definition) &&
        !holding.some(
          (inner) =>
            inner !== definition &&
            inner.startLine >= definition.startLine &&
            inner.endLine <= definition.endLine &&
            inner.endLine - inner.startLine < definition.endLine - definition.startLine &&
            overlaps(range, inner),
        ),
    ),
  );
}

function usedNames(
  facts: SyntaxFacts | null,
  changed: readonly LineRange[],
  added: readonly string[],
): string[] {
  const names =
    facts === null
      ? added.flatMap((line) => line.match(NAME) ?? []).filter((name) => LOOKS_LIKE_CODE.test(name))
      : facts.references
          .filter(({ line }) => changed.some((range) => contains(range, line)))
          .map(({ name }) => name);
  return [...new Set(names)].slice(0, MOST_NAMES);
}

/** The removed lines alone seldom parse whole, but their declarations are found all the same. */
async function removedNames(
  path: string,
  hunks: readonly Hunk[],
  head: SyntaxFacts | null,
): Promise<string[]> {
  const removed = hunks.flatMap((hunk) => textsOf(hunk, "removed"));
  if (removed.length === 0) return [];
  const facts = await readSyntax({ path, text: removed.join("\n") });
  const kept = new Set(head?.definitions.map(({ name }) => name));
  const names = (facts?.definitions ?? [])
    .filter(({ scopes, kind }) => scopes.length === 0 && kind !== "variable")
    .map(({ name }) => name);
  return [...new Set(names)].filter((name) => !kept.has(name));
}

function subjectOf(
  touched: readonly SymbolDefinition[],
  headLines: readonly string[] | null,
  added: readonly string[],
): string {
  const texts = touched.map(({ startLine, endLine }) =>
    (headLines ?? [])
      .slice(startLine - 1, Math.min(endLine, startLine + LONGEST_SUBJECT_LINES))
      .join("\n"),
  );
  return texts.length === 0 ? added.join("\n") : texts.join("\n");
}
