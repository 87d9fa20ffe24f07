import { fieldOf, type RawFinding, type RawFindings, setField } from "./raw-finding.ts";

const SEPARATOR = /^\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?\s*)?$/;

/**
 * Reads findings from Markdown tables whose head names a line of code and a title or a text. Only
 * rows with as many cells as the head: code with a `|` in it cannot be told from two cells.
 */
export function readTable(text: string): RawFindings {
  const result: RawFindings = { raw: [], rejected: {} };
  const lines = text.split("\n");
  for (const [at, line] of lines.entries()) {
    if (!SEPARATOR.test(line)) continue;
    const fields = cellsOf(lines[at - 1] ?? "").map(fieldOf);
    if (!fields.includes("quote") || !(fields.includes("title") || fields.includes("body")))
      continue;
    for (let below = at + 1; below < lines.length; below++) {
      const row = lines[below] ?? "";
      // A table ends before the head of the next one: else a thousand heads were read a million times.
      const isHead = SEPARATOR.test(row) || SEPARATOR.test(lines[below + 1] ?? "");
      if (isHead || !row.trim().startsWith("|")) break;
      const cells = cellsOf(row);
      if (cells.length !== fields.length) continue;
      const raw: RawFinding = { fields: {}, fenced: new Set() };
      for (const [index, field] of fields.entries()) {
        if (field !== null) setField(raw, field, cells[index] ?? "");
      }
      result.raw.push(raw);
    }
  }
  return result;
}

function cellsOf(row: string): string[] {
  const cells = row
    .trim()
    .replace(/^\||\|$/g, "")
    .split(/(?<!\\)\|/);
  return cells.map((cell) => cell.trim().replaceAll("\\|", "|"));
}
