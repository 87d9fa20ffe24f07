import type { FileDiff } from "@devflow/diff";
import type { CodeNode } from "@devflow/syntax";
import type { CheckedFile } from "./check.ts";
import { type FunctionHead, functionsOf } from "./functions-of.ts";

/** A function that stood there before the change and still does. */
export interface ChangedFunction {
  before: FunctionHead;
  after: FunctionHead;
  beforeText: string;
  afterText: string;
}

/** Functions that lost lines; those whose name the file has twice are left out. */
export function changedFunctions(file: CheckedFile): ChangedFunction[] {
  const removed = new Set(linesOf(file.file, "removed").map(({ number }) => number));
  const base = removed.size === 0 ? null : file.base();
  if (base === null) return [];
  const now = byKey(file.callees.own);
  return [...byKey(functionsOf(base))].flatMap(([key, [before, ...others]]): ChangedFunction[] => {
    const [after, ...more] = now.get(key) ?? [];
    if (before === undefined || after === undefined || others.length + more.length > 0) return [];
    const { start, end } = linesAround(before.node);
    const isTouched = [...removed].some((line) => start <= line && line <= end);
    const [beforeText, afterText] = [before.node.text(), after.node.text()];
    return isTouched ? [{ before, after, beforeText, afterText }] : [];
  });
}

/** First and last line, those of decorators included. */
export function linesAround(node: CodeNode): { start: number; end: number } {
  const whole = node.parent()?.kind() === "decorated_definition" ? (node.parent() ?? node) : node;
  let first = whole;
  for (let prev = first.prev(); prev?.kind() === "decorator"; prev = prev.prev()) first = prev;
  return { start: first.range().start.line + 1, end: node.range().end.line + 1 };
}

function byKey(functions: readonly FunctionHead[]): Map<string, FunctionHead[]> {
  return Map.groupBy(functions, ({ owner, name }) => `${owner}.${name}`);
}

/** Lines of the diff of one kind, by the number on their side. */
export function linesOf(
  { hunks }: FileDiff,
  kind: "added" | "removed",
): { number: number; text: string }[] {
  return hunks.flatMap(({ lines }) =>
    lines.flatMap((line) => {
      const number = kind === "added" ? line.newLine : line.oldLine;
      return line.kind === kind && number !== null ? [{ number, text: line.text }] : [];
    }),
  );
}

/** Where an old line stands now; null when it was removed. */
export function newLineOf({ hunks }: FileDiff, oldLine: number): number | null {
  let shift = 0;
  for (const hunk of hunks) {
    if (oldLine < hunk.oldStart) break;
    for (const line of hunk.lines) {
      if (line.oldLine === oldLine) return line.kind === "removed" ? null : line.newLine;
    }
    shift = hunk.newStart + hunk.newLines - (hunk.oldStart + hunk.oldLines);
  }
  return oldLine + shift;
}

/** The line of the new version at which people see that an old line is gone. */
export function lineInPlaceOf({ hunks }: FileDiff, oldLine: number): number | null {
  for (const { lines } of hunks) {
    const at = lines.findIndex((line) => line.oldLine === oldLine);
    if (at === -1) continue;
    const behind = lines
      .slice(at)
      .find(({ newLine, text }) => newLine !== null && text.trim() !== "");
    const before = lines.slice(0, at).findLast(({ newLine }) => newLine !== null);
    return (behind ?? before)?.newLine ?? null;
  }
  return null;
}
