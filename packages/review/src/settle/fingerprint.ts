import { createHash } from "node:crypto";
import type { FileDiff, Position } from "@devflow/diff";
import { standAnywhere, termsOf } from "../memory/remark-terms.ts";
import type { FindingSource } from "../model.ts";
import { diffLinesAt, textAt } from "../scope/diff-lines-at.ts";

/** Lines on each side of one that any file has, by which it is known: as many as a diff shows. */
const around = 3;

/**
 * What makes two findings the same remark: the file, the text of the lines without their white
 * space, and the rule or category. Line numbers are left out on purpose, so that a push that only
 * moves the lines does not bring the remark back. 16 hex digits: among 10,000 findings of one
 * repository two collide by chance with a probability of 3e-12.
 */
export function fingerprintOf(
  file: FileDiff,
  position: Position,
  source: FindingSource,
  category: string,
): string {
  const parts = [position.side, topicOf(source, category), codeAt(file, position)];
  return hash([file.path, ...parts, ...placeOf(file, position, source)]);
}

/** The same without the path, but for lines that any file has among others like that. */
export function contentKeyOf(
  file: FileDiff,
  position: Position,
  source: FindingSource,
  category: string,
): string {
  const parts = [position.side, topicOf(source, category), codeAt(file, position)];
  return hash([...parts, ...placeOf(file, position, source)]);
}

/**
 * What tells a `}` or `return null;` that the expert speaks of from all others: the lines around it,
 * and the file where those tell nothing either. A rule says what it says of just its lines.
 */
function placeOf(file: FileDiff, position: Position, source: FindingSource): string[] {
  if (source !== "expert" || isTelling(file, position)) return [];
  const { startLine, line } = position;
  const near = { ...position, startLine: startLine - around, line: line + around };
  const lines = codeAt(file, near).filter((each) => each !== "");
  return isTelling(file, near) ? lines : [file.path, ...lines];
}

function isTelling(file: FileDiff, position: Position): boolean {
  return !standAnywhere(termsOf(textAt(file, position)));
}

/** Of the second, third, … remark with the same fingerprint: equal lines in one file. */
export function withOrdinal(fingerprint: string, ordinal: number): string {
  return hash([fingerprint, ordinal]);
}

function topicOf(source: FindingSource, category: string): string {
  return source === "expert" ? `expert:${category}` : source;
}

function codeAt(file: FileDiff, position: Position): string[] {
  return diffLinesAt(file, position).map(({ text }) => text.replace(/\s+/g, ""));
}

function hash(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}
