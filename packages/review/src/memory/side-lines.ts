import { createHash } from "node:crypto";
import type { FileDiff, Side } from "@devflow/diff";
import { splitLines } from "@devflow/diff";

/** A line of one side of a file, as the memory sees it. */
export interface SideLine {
  number: number;
  /** Of its text without white space: indentation and line ends do not matter. */
  hash: string;
  /** Characters that are not white space: `}` says little about a place. */
  weight: number;
  /** Added on the right side, removed on the left one. */
  isChanged: boolean;
}

/**
 * The lines of one side that can be had: the whole new file where its text is known, else what the
 * diff shows. Of the old file always the diff, since remarks there are about removed lines.
 */
export function sideLines(file: FileDiff, side: Side, headText: string | null): SideLine[] {
  const numberOf = side === "RIGHT" ? "newLine" : "oldLine";
  const changedKind = side === "RIGHT" ? "added" : "removed";
  const shown = file.hunks.flatMap(({ lines }) => lines);
  const changed = new Set(
    shown.filter(({ kind }) => kind === changedKind).map((line) => line[numberOf]),
  );
  const texts: [number, string][] =
    side === "RIGHT" && headText !== null
      ? splitLines(headText).map(({ text }, index) => [index + 1, text])
      : shown.flatMap((line): [number, string][] => {
          const number = line[numberOf];
          return number === null ? [] : [[number, line.text]];
        });
  return texts.map(([number, text]) => {
    const bare = text.replace(/\s+/g, "");
    return { number, hash: hashOf(bare), weight: bare.length, isChanged: changed.has(number) };
  });
}

/** 12 hex digits: within one file two lines collide by chance with a probability of 1e-8. */
function hashOf(bare: string): string {
  return bare === "" ? "" : createHash("sha256").update(bare).digest("hex").slice(0, 12);
}
