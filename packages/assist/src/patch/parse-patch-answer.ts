import { FINDING_LIMITS, readProse } from "@devflow/expert";
import type { BlockReading, DraftedEdit, DraftedPatch } from "./model.ts";
import { readDiffLines } from "./read-diff-lines.ts";

/** Blocks of one answer; more are none that fit into one. */
const maxEdits = 200;

/** Characters of a line that may name a file; it also bounds the time that its pattern takes. */
const longestName = 600;

const header =
  /^[\s#>*_-]{0,8}(?:\d{1,3}[.)]\s*)?(?:new |the )?(?:file(?:name|path)?|path)[*_]{0,2}\s*:[\s*_]*[`"']?([^`"']+?)[`"']?[\s*_]*(?:\((?:new|modified|existing)[^)]*\))?:?\s*$/i;
const searchMark = /^\s{0,3}(<{5,9})\s*(?:SEARCH|ORIGINAL|HEAD|OLD)?\b.{0,80}$/i;
const endMark = /^\s{0,3}>{5,9}(?:\s*(?:REPLACE|UPDATED|NEW|END)?\b.{0,80})?$/i;
const divider = /^\s{0,3}={5,9}\s*$/;
const fence = /^\s{0,3}(`{3,}|~{3,})\s*([^`]*)$/;

/**
 * Takes an answer in the form of `PATCH_FORM` apart: SEARCH/REPLACE blocks and whole files below a
 * line that names the file. Also reads what models make of it: names in Markdown, fences around
 * blocks, a diff instead of a block. Never throws; a block that was cut off is a problem, not an edit.
 *
 * @param paths of the files that were sent: a line with nothing but one of them names it too
 */
export function parsePatchAnswer(text: string, paths: readonly string[]): DraftedPatch {
  const answer = readProse(text) ?? "";
  const reader = new AnswerReader(answer.split("\n"), new Set(paths));
  if (text.length > FINDING_LIMITS.answerCharacters) reader.problems.push("the answer is too long");
  reader.read();
  return {
    prose: reader.prose
      .join("\n")
      .replace(/\n{3,}/g, "\n\n")
      .trim(),
    edits: reader.edits.slice(0, maxEdits),
    problems: reader.problems,
  };
}

class AnswerReader {
  readonly prose: string[] = [];
  readonly edits: DraftedEdit[] = [];
  readonly problems: string[] = [];
  readonly #lines: readonly string[];
  readonly #paths: ReadonlySet<string>;
  readonly #lastEnd: number;
  readonly #lastClose: number;
  #at = 0;
  /** The file that the next blocks are about. */
  #path: string | null = null;
  /** Nothing but blank lines since it was named: a block of code here is the whole file. */
  #isJustNamed = false;
  /** A fence that blocks stand in; its end is no beginning of another. */
  #isFenceAround = false;

  constructor(lines: readonly string[], paths: ReadonlySet<string>) {
    this.#lines = lines;
    this.#paths = paths;
    this.#lastEnd = lines.findLastIndex((line) => endMark.test(line));
    this.#lastClose = lines.findLastIndex((line) => /^\s*[`~]{3,}\s*$/.test(line));
  }

  read(): void {
    while (this.#at < this.#lines.length) this.#readNext(this.#lines[this.#at] ?? "");
  }

  #readNext(line: string): void {
    const named = this.#nameOn(line);
    if (named !== null) {
      this.#path = named;
      this.#isJustNamed = true;
      this.#at += 1;
    } else if (searchMark.test(line)) this.#readBlock();
    else if (fence.test(line)) this.#readFence();
    else if (isDiffStart(line, this.#lines[this.#at + 1])) this.#readLooseDiff();
    else {
      // A closing fence around blocks is no prose.
      this.prose.push(line);
      if (line.trim() !== "") this.#isJustNamed = false;
      this.#at += 1;
    }
  }

  #nameOn(line: string): string | null {
    if (line.length > longestName) return null;
    const bare = line.trim().replace(/^[#>*_`\s]+|[*_`:\s]+$/g, "");
    if (this.#paths.has(bare)) return bare;
    const written = header.exec(line)?.[1]?.trim();
    const path = written?.replace(/^\.\//, "") ?? "";
    return this.#paths.has(path) || /^\S*[./]\S*$/.test(path) ? path : null;
  }

  /** From a SEARCH mark to its end. */
  #readBlock(): void {
    const path = this.#path;
    const start = this.#at + 1;
    // Once there is no end below, there is none for any block below: looking again and again is quadratic.
    const rest = start > this.#lastEnd ? [] : this.#lines.slice(start);
    const length = rest.findIndex((line) => endMark.test(line));
    const next = rest.findIndex((line) => searchMark.test(line));
    this.#isJustNamed = false;
    if (length === -1 || (next !== -1 && next < length)) {
      this.problems.push(`a block${of(path)} has no end`);
      this.#at = next === -1 ? this.#lines.length : start + next;
      return;
    }
    this.#at = start + length + 1;
    const readings = readingsOf(this.#lines.slice(start, start + length));
    if (readings.length === 0) this.problems.push(`a block${of(path)} has no ======= in it`);
    else if (path === null) this.problems.push("a block names no file");
    else this.edits.push({ kind: "replace", path, readings });
  }

  #readFence(): void {
    const [, mark = "```", info = ""] = fence.exec(this.#lines[this.#at] ?? "") ?? [];
    const start = this.#at + 1;
    if (this.#isFenceAround && info.trim() === "") {
      this.#isFenceAround = false;
      this.#at = start;
      return;
    }
    const infoPath = info.split(/[\s:=]+/).find((word) => this.#paths.has(word));
    if (infoPath !== undefined) {
      this.#path = infoPath;
      this.#isJustNamed = true;
    }
    const first = this.#lines.slice(start).find((line) => line.trim() !== "") ?? "";
    const isAround =
      searchMark.test(first) || (this.#nameOn(first) !== null && !isCodeComment(first));
    if (isAround) {
      // Blocks inside of a fence: its lines are read as if it were not there.
      this.#isFenceAround = true;
      this.#at = start;
      return;
    }
    const length = this.#fenceLength(mark, start);
    if (length === -1) {
      if (this.#isJustNamed) this.problems.push(`the code block${of(this.#path)} has no end`);
      this.#at = this.#isJustNamed ? this.#lines.length : start;
      return;
    }
    const body = this.#lines.slice(start, start + length);
    this.#at = start + length + 1;
    if (
      /^(?:diff|patch|udiff)\b/i.test(info) ||
      isDiffStart(first, body[body.indexOf(first) + 1])
    ) {
      this.#takeDiff(body);
    } else if (this.#isJustNamed && this.#path !== null) {
      this.edits.push({ kind: "whole_file", path: this.#path, lines: body });
      this.#isJustNamed = false;
    } else this.prose.push(...this.#lines.slice(start - 1, this.#at));
  }

  /** Lines up to the closing mark; in Markdown the last one before the next file counts. */
  #fenceLength(mark: string, start: number): number {
    const isClose = (line: string) =>
      line.trim().startsWith(mark) && line.trim().replaceAll(mark[0] ?? "`", "") === "";
    const rest = start > this.#lastClose ? [] : this.#lines.slice(start);
    if (!/\.(?:md|mdx|markdown|rst)$/i.test(this.#path ?? "")) return rest.findIndex(isClose);
    const next = rest.findIndex((line) => this.#nameOn(line) !== null || searchMark.test(line));
    return rest.slice(0, next === -1 ? rest.length : next).findLastIndex(isClose);
  }

  /** A diff that stands in the answer as it is. */
  #readLooseDiff(): void {
    const rest = this.#lines.slice(this.#at);
    const end = rest.findIndex((line) => line !== "" && !/^(?:[ +\-@\\]|diff |index )/.test(line));
    const body = end === -1 ? rest : rest.slice(0, end);
    this.#at += body.length;
    this.#takeDiff(body);
  }

  #takeDiff(body: readonly string[]): void {
    const { edits, problems } = readDiffLines(body, this.#path);
    this.problems.push(...problems);
    if (edits.length === 0 && problems.length === 0)
      this.problems.push(`a diff${of(this.#path)} names no file or has no change`);
    this.edits.push(...edits);
    this.#isJustNamed = false;
  }
}

/**
 * One reading for each line that could be the divider, none in a block without one. First those with
 * as many such lines in both halves: a heading's underline is there before and after.
 */
function readingsOf(body: readonly string[]): BlockReading[] {
  const dividers = body.flatMap((line, at) => (divider.test(line) ? [at] : []));
  const middle = (dividers.length - 1) / 2;
  return dividers
    .map((at, place) => ({ at, distance: Math.abs(place - middle) }))
    .sort((a, b) => a.distance - b.distance)
    .map(({ at }) => ({
      search: withoutFences(body.slice(0, at)),
      replace: withoutFences(body.slice(at + 1)),
    }));
}

/** Some models fence each half of a block. */
function withoutFences(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.trim() !== "");
  const last = lines.findLastIndex((line) => line.trim() !== "");
  const isFenced =
    first < last &&
    /^\s*`{3,}[\w+#.-]*\s*$/.test(lines[first] ?? "") &&
    /^\s*`{3,}\s*$/.test(lines[last] ?? "");
  return isFenced ? lines.slice(first + 1, last) : lines;
}

function isDiffStart(line: string, next: string | undefined): boolean {
  return (
    /^diff --git /.test(line) ||
    (/^--- \S/.test(line) && /^\+\+\+ \S/.test(next ?? "")) ||
    /^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@/.test(line)
  );
}

function isCodeComment(line: string): boolean {
  return /^\s*(?:\/\/|#|\/\*|--|<!--)/.test(line);
}

function of(path: string | null): string {
  return path === null ? "" : ` of ${path}`;
}
