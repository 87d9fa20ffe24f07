import type { SgNode } from "@ast-grep/napi";
import type { FindingCategory } from "@devflow/expert";
import { indentationOf, offsetOfRow, type Source } from "./source.ts";

/** A replacement in a text; offsets in UTF-16 units, the end exclusive. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** One kind of defect, and where a file offers a place for it. */
export interface Operator {
  kind: string;
  /** Where a finding about it belongs. */
  category: FindingCategory;
  /** @param random 0..1, the same sequence for the same seed */
  sites(source: Source, random: () => number): Edit[];
}

export function replaceNode(node: SgNode, text: string): Edit {
  const { start, end } = node.range();
  return { start: start.index, end: end.index, text };
}

/** Takes the node's whole rows away. */
export function removeRows(source: Source, node: SgNode): Edit {
  const { start, end } = node.range();
  return {
    start: offsetOfRow(source, start.line),
    end: Math.min(source.text.length, offsetOfRow(source, end.line + 1)),
    text: "",
  };
}

/** True when nothing but white space stands on the node's rows beside it. */
export function hasOwnRows(source: Source, node: SgNode): boolean {
  const { start, end } = node.range();
  const before = (source.lines[start.line] ?? "").slice(0, start.column);
  const after = (source.lines[end.line] ?? "").slice(end.column);
  return before.trim() === "" && /^\s*;?\s*$/.test(after);
}

/** A row of its own before the node, indented like it. */
export function insertBefore(source: Source, node: SgNode, rows: readonly string[]): Edit {
  const row = node.range().start.line;
  const at = offsetOfRow(source, row);
  const indentation = indentationOf(source, row);
  return { start: at, end: at, text: rows.map((text) => `${indentation}${text}\n`).join("") };
}

/** The block's rows without its head, moved to the indentation of the head; null when it has none. */
export function dedentedRows(source: Source, block: SgNode, headRow: number): string[] | null {
  const { start, end } = block.range();
  if (start.line === headRow) return null;
  const wanted = indentationOf(source, headRow);
  const had = indentationOf(source, start.line);
  const rows = source.lines.slice(start.line, end.line + 1);
  return rows.map((row) => (row.startsWith(had) ? wanted + row.slice(had.length) : row));
}
