import { type FileDiff, type Hunk, textBefore } from "@devflow/diff";
import type { SymbolDefinition, SyntaxFacts } from "@devflow/syntax";
import type { ContextRequest } from "../model.ts";
import { COMMON_MEMBERS } from "./common-members.ts";
import { importedNames } from "./imported-names.ts";
import { contains, type LineRange, overlaps } from "./line-range.ts";
import { readHead } from "./read-head.ts";
import { shownLines } from "./shown-lines.ts";
import { type UsedName, usedNames } from "./used-names.ts";

/** The hunks of one prompt with what its file's syntax says about it. Lines are those of the new file. */
export interface ReadHunk {
  path: string;
  file: FileDiff;
  /** The new lines that the diff shows, of every hunk of the file. */
  shown: LineRange[];
  changed: LineRange[];
  /** Names used on added lines, in order, each once. */
  usedNames: UsedName[];
  /** Every word on added lines outside of strings and comments: keys, destructured members. */
  words: string[];
  /** Innermost definitions that hold a changed line. */
  touched: SymbolDefinition[];
  /** Those of them whose head is another than before: their callers may have to follow. */
  newHeads: ReadonlySet<string>;
  /** Keys of touched tables and types that stand on changed lines. */
  changedKeys: string[];
  /** Names whose definition the hunks take away. */
  removedNames: string[];
  /** Null when the file is unknown or has no grammar. */
  facts: SyntaxFacts | null;
  /** The file's lines, null when it is unknown. */
  headLines: string[] | null;
  /** What the change is about, as one text: the touched definitions, or the added lines. */
  subject: string;
  /** The touched definitions as they were, or as they are when they are new. */
  subjects: { name: string; isNew: boolean; text: string }[];
}

const LONGEST_SUBJECT_LINES = 80;

export async function readHunk(request: ContextRequest): Promise<ReadHunk> {
  const { file, hunkIndexes, headText } = request;
  const hunks = hunkIndexes.flatMap((index) => file.hunks[index] ?? []);
  const facts = headText === null ? null : await readHead(file.path, headText);
  const headLines = headText === null ? null : headText.split(/\r?\n/);
  const oldText = headText === null ? null : textBefore(headText, file.hunks);
  const oldPath = file.previousPath ?? file.path;
  const hasOld = oldText !== null && file.status !== "added";
  const oldFacts = hasOld ? await readHead(oldPath, oldText) : null;
  const oldLines = oldText === null ? [] : oldText.split(/\r?\n/);
  const changed = hunks.flatMap(changedRanges);
  const added = hunks.flatMap((hunk) => addedLines(hunk));
  const touched = facts === null ? [] : touchedDefinitions(facts, changed);
  const before = touched.map((definition) => formerOf(definition, oldFacts));
  return {
    path: file.path,
    file,
    shown: shownLines(file, "new"),
    changed,
    usedNames: withImported(
      usedNames(facts, headLines ?? [], changed, added),
      importedNames(headLines ?? [], changed),
    ),
    words: facts === null ? [] : wordsOf(added),
    touched,
    newHeads: new Set(
      touched
        .filter(({ signature }, index) => (before[index]?.signature ?? signature) !== signature)
        .map(({ name }) => name),
    ),
    changedKeys: changedKeys(hunks, touched),
    removedNames: removedNames(hunks, oldFacts, facts),
    facts,
    headLines,
    subject: subjectOf(touched, headLines, added),
    subjects: touched.map((definition, index) => {
      const former = before[index];
      const lines = former === undefined ? (headLines ?? []) : oldLines;
      const { startLine, endLine } = former ?? definition;
      const text = lines.slice(startLine - 1, endLine).join("\n");
      return { name: definition.name, isNew: former === undefined, text };
    }),
  };
}

/** What is imported may be used far from here: its head still tells. */
function withImported(used: readonly UsedName[], imported: readonly string[]): UsedName[] {
  const known = new Set(used.map(({ name }) => name));
  const others = imported.filter((name) => !known.has(name));
  return [...used, ...others.map((name) => ({ name, isMember: false, owner: null }))];
}

const MOST_WORDS = 200;

function wordsOf(added: readonly string[]): string[] {
  const code = added
    .filter((line) => !/^\s*(?:\/\/|\*|\/\*|#)/.test(line))
    .map((line) =>
      line.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "").replace(/\/\/.*/, ""),
    );
  const words = code.join("\n").match(/[\p{L}_$][\p{L}\p{N}_$]{2,}/gu) ?? [];
  return [...new Set(words)].slice(0, MOST_WORDS);
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

function addedLines({ lines }: Hunk): string[] {
  return lines.filter(({ kind }) => kind === "added").map(({ text }) => text);
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

const KEY = /^\s*(?:readonly\s+)?["']?([A-Za-z_$][\w$]{3,})["']?\??\s*[:(]/;
/** A short plain word is a key of much else. */
const TELLING_KEY = /[\p{Ll}\p{N}]\p{Lu}|._.|^.{8,}$/u;
const MOST_KEYS = 8;

/** A table or an interface is one definition, but its users care for one key each. */
function changedKeys(hunks: readonly Hunk[], touched: readonly SymbolDefinition[]): string[] {
  if (!touched.some(({ kind }) => ["variable", "interface", "type"].includes(kind))) return [];
  const lines = hunks.flatMap(({ lines }) => lines.filter(({ kind }) => kind !== "context"));
  const keys = lines.flatMap(({ text }) => KEY.exec(text)?.[1] ?? []);
  const telling = keys.filter((key) => TELLING_KEY.test(key) && !COMMON_MEMBERS.has(key));
  return [...new Set(telling)].slice(0, MOST_KEYS);
}

function formerOf(
  { name, kind, scopes }: SymbolDefinition,
  oldFacts: SyntaxFacts | null,
): SymbolDefinition | undefined {
  const scope = scopes.join(".");
  return oldFacts?.definitions.find(
    (old) => old.name === name && old.kind === kind && old.scopes.join(".") === scope,
  );
}

/** Top-level definitions that began on a removed line and that the file has no more. */
function removedNames(
  hunks: readonly Hunk[],
  oldFacts: SyntaxFacts | null,
  head: SyntaxFacts | null,
): string[] {
  const removed = new Set(
    hunks.flatMap(({ lines }) =>
      lines.filter(({ kind }) => kind === "removed").map(({ oldLine }) => oldLine),
    ),
  );
  const kept = new Set(head?.definitions.map(({ name }) => name));
  const names = (oldFacts?.definitions ?? [])
    .filter(({ kind, startLine }) => kind !== "variable" && removed.has(startLine))
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
