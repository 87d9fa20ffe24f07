import type { RowStructure } from "./split-rows.ts";

/** A heading with the rows up to the next one. Rows are 0-based. */
export interface MarkdownSection {
  /** The heading's text without markup; null before the first heading. */
  title: string | null;
  /** Headings above it, from the outside in. */
  titles: string[];
  /** Index of the section that holds it, -1 at the top. */
  parent: number;
  startRow: number;
  endRow: number;
}

export interface MarkdownOutline {
  sections: MarkdownSection[];
  structure: RowStructure;
}

/** Where a section may be cut: between paragraphs first, inside of fenced code last. */
const depth = { paragraph: 1, block: 2, line: 3, code: 4 };

/** Front matter that does not end by then is a ruler and text. */
const maxFrontMatterRows = 200;

/** A setext heading of more lines than this is a paragraph above a ruler. */
const maxHeadingRows = 3;

/** Reads headings (`# A`, and text underlined by = or -) outside of fenced code and front matter. */
export function readMarkdownSections(lines: readonly string[]): MarkdownOutline {
  const reader = new SectionReader(lines);
  return reader.read();
}

class SectionReader {
  readonly #lines: readonly string[];
  readonly #sections: MarkdownSection[] = [];
  readonly #depthByRow: (number | undefined)[] = [];
  /** Index of the open section by heading level. */
  readonly #openByLevel: (number | undefined)[] = [];
  #fence: string | null = null;
  /** Row where the paragraph began that the next row may underline. */
  #paragraphRow: number | null = null;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  read(): MarkdownOutline {
    const first = frontMatterRows(this.#lines);
    const title = /^title:[ \t]*["']?(.+?)["']?[ \t]*$/m.exec(
      this.#lines.slice(0, first).join("\n"),
    );
    this.#sections.push(section({ title: title?.[1] ?? null, parent: -1, startRow: 0 }));
    for (let row = first; row < this.#lines.length; row++) this.#readRow(row);
    for (const [index, each] of this.#sections.entries()) {
      each.endRow = (this.#sections[index + 1]?.startRow ?? this.#lines.length) - 1;
    }
    const sections = this.#sections.filter(({ startRow, endRow }) => startRow <= endRow);
    const removed = this.#sections.length - sections.length;
    for (const each of sections) each.parent = Math.max(-1, each.parent - removed);
    return { sections, structure: { depthByRow: this.#depthByRow, isLeadingRow: [] } };
  }

  #readRow(row: number): void {
    const line = this.#lines[row] ?? "";
    if (this.#readFence(line, row)) return;
    if (line.trim() === "") {
      this.#paragraphRow = null;
      return;
    }
    const [, marks, text] = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/.exec(line) ?? [];
    const underline = /^ {0,3}(=+|-+)[ \t]*$/.exec(line)?.[1];
    if (marks !== undefined) this.#open(marks.length, text ?? "", row);
    else if (underline !== undefined && this.#paragraphRow !== null) {
      this.#underlined(underline.startsWith("=") ? 1 : 2, row);
    } else this.#readText(line, row);
  }

  /** True for rows of fenced code. */
  #readFence(line: string, row: number): boolean {
    const [, marks = "", rest = ""] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (this.#fence !== null) {
      this.#depthByRow[row] = depth.code;
      if (marks.startsWith(this.#fence) && rest.trim() === "") this.#fence = null;
      return true;
    }
    if (marks === "" || (marks.startsWith("`") && rest.includes("`"))) return false;
    this.#fence = marks;
    this.#paragraphRow = null;
    this.#depthByRow[row] = depth.block;
    return true;
  }

  #readText(line: string, row: number): void {
    const isBlock = /^\s*([-*+>|<]|\d+[.)])/.test(line);
    const begins = (this.#lines[row - 1] ?? "").trim() === "";
    this.#depthByRow[row] = begins && !/^\s/.test(line) ? depth.paragraph : depth.line;
    if (isBlock && !begins) this.#depthByRow[row] = depth.block;
    if (isBlock || /^ {4}|^\t/.test(line)) this.#paragraphRow = null;
    else if (begins || this.#isAfterHeading(row)) this.#paragraphRow = row;
  }

  #isAfterHeading(row: number): boolean {
    return this.#sections.at(-1)?.startRow === row - 1;
  }

  #underlined(level: number, row: number): void {
    const start = this.#paragraphRow ?? row;
    this.#paragraphRow = null;
    if (row - start > maxHeadingRows) return;
    this.#open(level, this.#lines.slice(start, row).join(" "), start);
  }

  #open(level: number, text: string, startRow: number): void {
    this.#paragraphRow = null;
    this.#openByLevel.length = level;
    const parent = this.#openByLevel.findLast((index) => index !== undefined) ?? -1;
    const outer = this.#sections[parent];
    const titles = outer === undefined ? [] : [...outer.titles, outer.title ?? ""].filter(Boolean);
    this.#openByLevel[level] = this.#sections.length;
    this.#sections.push(section({ title: plainTitle(text), titles, parent, startRow }));
  }
}

function section(given: Partial<MarkdownSection>): MarkdownSection {
  return { title: null, titles: [], parent: -1, startRow: 0, endRow: 0, ...given };
}

/** Rows of the front matter, 0 without. */
function frontMatterRows(lines: readonly string[]): number {
  if (!/^---[ \t]*$/.test(lines[0] ?? "")) return 0;
  const end = lines
    .slice(1, maxFrontMatterRows)
    .findIndex((line) => /^(---|\.\.\.)[ \t]*$/.test(line));
  return end === -1 ? 0 : end + 2;
}

/** `[Use](#use) \`it\` {#id}` is `Use it`. */
function plainTitle(text: string): string | null {
  const plain = text
    .replace(/\s*\{#[^}]*\}\s*$/, "")
    .replace(/!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, "$1")
    .replace(/<\/?[a-zA-Z][^>]*>|[`*]/g, "")
    .replace(/\s+/g, " ")
    .trim();
  return plain === "" ? null : plain;
}
