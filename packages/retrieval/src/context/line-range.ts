/** Lines of one file, 1-based, inclusive. */
export interface LineRange {
  startLine: number;
  endLine: number;
}

export function overlaps(a: LineRange, b: LineRange): boolean {
  return a.startLine <= b.endLine && b.startLine <= a.endLine;
}

export function contains(outer: LineRange, line: number): boolean {
  return outer.startLine <= line && line <= outer.endLine;
}
