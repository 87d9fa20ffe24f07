import { splitLines, type TextLine } from "@devflow/diff";
import type { EditedFile } from "../model.ts";
import { elidedLine } from "./elided.ts";
import { likeTheFile } from "./like-the-file.ts";
import { type LineSpan, locateQuote, withoutBlankEnds } from "./locate-quote.ts";
import type { BlockReading, ChangedText, DraftedEdit, Refusal } from "./model.ts";
import { replaceLines } from "./replace-lines.ts";
import { isInTheWay, sentPath } from "./same-path.ts";

export interface ApplyOptions {
  /** Files of which the expert saw only a part: what it did not see cannot be replaced as a whole. */
  shownInPart?: ReadonlySet<string>;
  /** Why no file may be made there, in words; null when it may. */
  refuseNew(path: string): string | null;
}

export interface AppliedEdits {
  /** Files that differ now, in the order of their first edit. */
  changes: ChangedText[];
  refused: Refusal[];
}

const wouldBeEmpty = "the file would be empty";

/** A whole file with less than this of its lines is one that an answer gave in part. */
const leastShareKept = 0.4;
const linesOfSmallFile = 40;

/**
 * The edits, one after the other, on the files as they were sent. An edit whose place is not sure is
 * refused with its reason, and the others are made.
 */
export function applyEdits(
  files: readonly EditedFile[],
  edits: readonly DraftedEdit[],
  options: ApplyOptions,
): AppliedEdits {
  const states = new Map(files.map((file) => [file.path, stateOf(file)]));
  const refused: Refusal[] = [];
  const touched: string[] = [];
  const made = new Set<string>();
  for (const edit of edits) {
    // What comes twice was meant once: the second one would find its place in what the first one wrote.
    const key = JSON.stringify(edit);
    if (made.has(key)) continue;
    made.add(key);
    const path = sentPath(edit.path, states.keys());
    const inTheWay = !states.has(path) && [...states.keys()].some((each) => isInTheWay(path, each));
    const outcome = inTheWay
      ? "a file or a folder of that name is there"
      : applyOne(path, edit, states.get(path), options);
    if (typeof outcome === "string") refused.push({ path, reason: outcome });
    else {
      states.set(path, outcome);
      touched.push(path);
    }
  }
  const changes = [...new Set(touched)].flatMap((path): ChangedText[] => {
    const state = states.get(path);
    if (state === undefined) return [];
    const after = textOf(state);
    return after === state.before ? [] : [{ path, before: state.before, after }];
  });
  return { changes, refused };
}

interface State {
  /** Null for a new file. */
  before: string | null;
  mark: string;
  lines: TextLine[];
  selection: LineSpan | null;
}

/** A byte order mark is kept aside: no prompt shows it, and a first line would not be found with it. */
function stateOf({ text, selection }: EditedFile): State {
  const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  return {
    before: text,
    mark,
    lines: splitLines(text.slice(mark.length)),
    selection: selection && { from: selection.startLine - 1, to: selection.endLine },
  };
}

function textOf({ mark, lines }: State): string {
  return mark + lines.map(({ text, ending }) => text + ending).join("");
}

function applyOne(
  path: string,
  edit: DraftedEdit,
  state: State | undefined,
  options: ApplyOptions,
): State | string {
  if (state === undefined) return createFile(path, edit, options);
  if (edit.kind === "whole_file") return replaceAll(path, edit.lines, state, options);
  const outcomes = edit.readings.map((reading) => replacePart(reading, state));
  return outcomes.find((outcome) => typeof outcome !== "string") ?? outcomes[0] ?? "it is empty";
}

function createFile(path: string, edit: DraftedEdit, options: ApplyOptions): State | string {
  const lines = edit.kind === "whole_file" ? edit.lines : contentOfNew(edit.readings);
  if (lines === null) return "this file was not sent, so nothing in it can be replaced";
  const problem = options.refuseNew(path);
  if (problem !== null) return problem;
  const written = withoutBlankEnds(lines);
  if (written.length === 0) return "the new file is empty";
  const elided = elidedLine(written, []);
  if (elided !== null) return `it leaves out code: ${elided}`;
  const textLines = written.map((text) => ({ text, ending: "\n" }));
  return { before: null, mark: "", lines: textLines, selection: null };
}

/** A block that quotes nothing makes a file. */
function contentOfNew(readings: readonly BlockReading[]): readonly string[] | null {
  return readings.find(({ search }) => withoutBlankEnds(search).length === 0)?.replace ?? null;
}

function replaceAll(
  path: string,
  content: readonly string[],
  state: State,
  { shownInPart }: ApplyOptions,
): State | string {
  const before = state.lines.map(({ text }) => text);
  const written = withoutBlankEnds(content);
  if (written.length === 0) return wouldBeEmpty;
  if (shownInPart?.has(path)) {
    return "only a part of this file was shown: quote the lines to replace in SEARCH blocks";
  }
  const elided = elidedLine(written, before);
  if (elided !== null) return `it leaves out code: ${elided}`;
  const isPart =
    before.length > linesOfSmallFile && written.length < before.length * leastShareKept;
  if (isPart)
    return "it holds only a part of the file: quote the lines to replace in SEARCH blocks";
  return { ...state, lines: replaceLines(state.lines, { from: 0, to: before.length }, written) };
}

function replacePart({ search, replace }: BlockReading, state: State): State | string {
  const before = state.lines.map(({ text }) => text);
  const quote = withoutBlankEnds(search);
  if (quote.length === 0) {
    if (before.some((line) => line.trim() !== ""))
      return "it does not quote which lines to replace";
    const lines = withoutBlankEnds(replace).map((text) => ({ text, ending: "\n" }));
    return lines.length === 0 ? "it is empty" : { ...state, lines };
  }
  const elided = elidedLine(replace, before);
  if (elided !== null) return `it leaves out code: ${elided}`;
  const place = locateQuote(before, quote, state.selection);
  if ("count" in place) {
    const first = quote[0]?.trim().slice(0, 120) ?? "";
    return place.count === 0
      ? `the file has no such lines, from "${first}" on: copy them exactly`
      : `these lines stand ${place.count} times in the file, from "${first}" on: copy more lines around them`;
  }
  const found = place.lines?.map((at) => before[at] ?? "");
  const replacement =
    found === undefined
      ? replace
      : likeTheFile(
          replace,
          quote.filter((line) => line.trim() !== ""),
          found,
        );
  const lines = replaceLines(state.lines, place, layOutAs(search, replacement));
  if (lines.every(({ text }) => text.trim() === "")) return wouldBeEmpty;
  const added = lines.length - state.lines.length;
  return { ...state, lines, selection: moved(state.selection, place, added) };
}

/** Where the selection is after an edit above or in it. */
function moved(selection: LineSpan | null, { from, to }: LineSpan, by: number): LineSpan | null {
  if (selection === null || from >= selection.to) return selection;
  const isAbove = to <= selection.from;
  return { from: selection.from + (isAbove ? by : 0), to: selection.to + by };
}

/** Blank lines that a block has at the same end of both halves were trimmed from the quote. */
function layOutAs(search: readonly string[], replacement: readonly string[]): readonly string[] {
  const isBlank = (line: string | undefined) => line !== undefined && line.trim() === "";
  const lines = [...replacement];
  for (let at = 0; isBlank(search[at]) && isBlank(lines[0]); at += 1) lines.shift();
  for (let at = 1; isBlank(search.at(-at)) && isBlank(lines.at(-1)); at += 1) lines.pop();
  return lines;
}
