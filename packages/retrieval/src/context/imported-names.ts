import { contains, type LineRange } from "./line-range.ts";

const BEGIN =
  /^\s*(?:import\b|from\s+\S+\s+import\b|export\s+(?:type\s+)?[{*]|(?:pub(?:\([^)]*\))?\s+)?use\s|(?:const|let|var)\s*\{[^}]*\}\s*=\s*require\b)/;
const END = /["'`;)]\s*;?\s*(?:(?:\/\/|#).*)?$/;
const LONGEST_LINES = 60;
const STRING = /"[^"]*"|'[^']*'|`[^`]*`/g;
const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
const KEYWORDS = new Set(
  "import export from type typeof as use pub crate self super static const let var require default mod".split(
    " ",
  ),
);
const MOST_NAMES = 40;

/**
 * Names that changed lines import or hand on. The syntax does not count them as uses, but a line
 * that only imports still asks what it imports.
 */
export function importedNames(
  headLines: readonly string[],
  changed: readonly LineRange[],
  mostNames = MOST_NAMES,
): string[] {
  const found = new Set<string>();
  for (const { startLine, endLine } of importStatements(headLines)) {
    for (let line = startLine; line <= endLine; line++) {
      if (!changed.some((range) => contains(range, line))) continue;
      const text = (headLines[line - 1] ?? "").replaceAll(STRING, "").replace(/\/\/.*|\s#.*/, "");
      for (const [name] of text.matchAll(NAME)) if (!KEYWORDS.has(name)) found.add(name);
    }
  }
  return [...found].slice(0, mostNames);
}

/** From the first line of the first import to the last of the last; null where there is none. */
export function importLines(lines: readonly string[]): LineRange | null {
  const statements = importStatements(lines);
  const [first] = statements;
  const last = statements.at(-1);
  if (first === undefined || last === undefined) return null;
  return { startLine: first.startLine, endLine: last.endLine };
}

function importStatements(lines: readonly string[]): LineRange[] {
  const statements: LineRange[] = [];
  for (let row = 0; row < lines.length; row++) {
    const text = lines[row] ?? "";
    if (!BEGIN.test(text)) continue;
    let last = row;
    // Open braces say that the statement goes on.
    if (/[({,\\]\s*$/.test(text)) {
      while (last + 1 < lines.length && last - row < LONGEST_LINES) {
        last += 1;
        if (END.test(lines[last] ?? "") || /^\s*[)}]/.test(lines[last] ?? "")) break;
      }
    }
    statements.push({ startLine: row + 1, endLine: last + 1 });
    row = last;
  }
  return statements;
}
