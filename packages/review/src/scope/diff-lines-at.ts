import type { DiffLine, FileDiff, Position, Side } from "@devflow/diff";
import { lowerBound } from "../lower-bound.ts";

interface Numbered {
  number: number;
  line: DiffLine;
}

/** A review asks about ten thousand positions: each side of a file is laid out once. */
const sidesOf = new WeakMap<FileDiff, Readonly<Record<Side, readonly Numbered[]>>>();

/** The diff lines that a position covers, in order. */
export function diffLinesAt(file: FileDiff, { side, startLine, line }: Position): DiffLine[] {
  const known = sidesOf.get(file);
  const sides = known ?? { LEFT: numbered(file, "oldLine"), RIGHT: numbered(file, "newLine") };
  if (known === undefined) sidesOf.set(file, sides);
  const all = sides[side];
  const start = lowerBound(all, startLine, numberOf);
  return all.slice(start, lowerBound(all, line + 1, numberOf)).map((each) => each.line);
}

/** Their text, as it is in the file. */
export function textAt(file: FileDiff, position: Position): string {
  return diffLinesAt(file, position)
    .map(({ text }) => text)
    .join("\n");
}

function numbered({ hunks }: FileDiff, key: "oldLine" | "newLine"): Numbered[] {
  return hunks
    .flatMap(({ lines }) =>
      lines.flatMap((line) => {
        const number = line[key];
        return number === null ? [] : [{ number, line }];
      }),
    )
    .sort((a, b) => a.number - b.number);
}

function numberOf({ number }: Numbered): number {
  return number;
}
