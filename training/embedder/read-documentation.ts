/** Lines that may stand between a comment and what it documents. */
const BETWEEN = /^\s*(@|#\[|\[\w|template\s*<|export\s*$|public:|private:|protected:)/;
const LINE_COMMENT =
  /^\s*(\/\/|#(?![[!]|\s*(include|define|if|ifdef|ifndef|endif|else|pragma|region)\b))/;
const BLOCK_END = /\*\/\s*$/;
const BLOCK_START = /\/\*/;
const DOCSTRING = /^\s*[rRuUbB]{0,2}("""|''')/;
const MOST_LINES = 80;

/** Says nothing about this code: licences, orders to tools, plans. */
const USELESS =
  /copyright|licen[sc]e|SPDX|eslint|prettier|@ts-|istanbul|noqa|pylint|type:\s*ignore|nolint|go:(build|generate|embed|noinline)|clang-format|NOLINT|rubocop|phpcs|inheritdoc|TODO|FIXME|generated/i;
/** From here on a comment lists parameters and the like. */
const SECTION =
  /^\s*([@\\](?!(code|brief|link|inheritDoc|summary|description|short|doc)\b)\w+|:(param|return|raise|type|rtype)|(Args|Arguments|Parameters|Returns?|Raises|Yields|Examples?|Notes?|See Also|Attributes|Usage|References|Throws|Warning|Panics|Errors|Safety)\b\s*:?\s*$|# (Examples?|Panics|Errors|Safety|Arguments)|-{3,}|={3,}|>>> |```|<\/?(param|returns|remarks|exception|example|typeparam|pre|ul|table)\b)/i;

export interface Documentation {
  /** The first paragraph, on one line. */
  summary: string;
  /** Rows (0-based, end exclusive) inside the definition that the text takes; none for a comment above. */
  inside: { start: number; end: number } | null;
}

/** The documentation of the definition in rows `start` to `end` (0-based, inclusive). */
export function readDocumentation(
  lines: readonly string[],
  language: string,
  start: number,
  end: number,
): Documentation | null {
  const inside = language === "python" ? docstring(lines, start, end) : null;
  const text =
    inside === null ? commentAbove(lines, start) : lines.slice(inside.start, inside.end).join("\n");
  const summary = text === null ? "" : summarize(text);
  const isUseful = /\p{L}{2,}\s+\S*\p{L}{2,}/u.test(summary) && !USELESS.test(summary);
  return isUseful ? { summary, inside } : null;
}

function commentAbove(lines: readonly string[], start: number): string | null {
  let last = start - 1;
  while (last >= 0 && BETWEEN.test(lines[last] ?? "") && start - last < 12) last -= 1;
  const line = lines[last] ?? "";
  let first = last;
  if (BLOCK_END.test(line)) {
    while (first > 0 && last - first < MOST_LINES && !BLOCK_START.test(lines[first] ?? ""))
      first -= 1;
    // A statement with a remark behind it is no documentation.
    if (!/^\s*\/\*/.test(lines[first] ?? "")) return null;
  } else if (LINE_COMMENT.test(line)) {
    while (first > 0 && last - first < MOST_LINES && LINE_COMMENT.test(lines[first - 1] ?? "")) {
      first -= 1;
    }
  } else return null;
  return lines.slice(first, last + 1).join("\n");
}

/** Rows of a Python docstring: the first thing after the colon that ends the head. */
function docstring(lines: readonly string[], start: number, end: number) {
  let depth = 0;
  let row = start;
  for (; row <= end && row < start + 40; row++) {
    const line = (lines[row] ?? "").replace(/#.*$/, "");
    for (const sign of line) {
      if ("([{".includes(sign)) depth += 1;
      else if (")]}".includes(sign)) depth -= 1;
    }
    if (depth <= 0 && /:\s*$/.test(line)) break;
  }
  const first = row + 1;
  const quote = DOCSTRING.exec(lines[first] ?? "")?.[1];
  if (quote === undefined || first > end) return null;
  const opening = (lines[first] ?? "").indexOf(quote) + 3;
  if ((lines[first] ?? "").indexOf(quote, opening) !== -1) return { start: first, end: first + 1 };
  for (let last = first + 1; last <= end; last++) {
    if ((lines[last] ?? "").includes(quote)) return { start: first, end: last + 1 };
  }
  return null;
}

function summarize(text: string): string {
  const kept: string[] = [];
  for (const raw of text.split("\n")) {
    const line = raw
      .replace(/^\s*(\/\*+!?|\*+\/|\*+(?!\*)|\/\/+[!<]?|#+(?=\s|$)|[rRuUbB]{0,2}("""|'''))/, "")
      .replace(/(\*+\/|"""|''')\s*$/, "")
      .trim();
    if (kept.length > 0 && (line === "" || SECTION.test(line))) break;
    if (line !== "" && !SECTION.test(line)) kept.push(plain(line));
  }
  return kept.join(" ").replace(/\s+/g, " ").trim();
}

function plain(line: string): string {
  return line
    .replace(/\{@\w+\s+([^}]*)\}/g, "$1")
    .replace(/[@\\](brief|summary|description|short|desc)\b/g, "")
    .replace(/:\w+:`~?([^`]*)`/g, "$1")
    .replace(/<see\s+cref="([^"]*)"\s*\/>/g, "$1")
    .replace(/<\/?\w[^>]*>/g, " ")
    .replace(/https?:\S+/g, " ");
}
