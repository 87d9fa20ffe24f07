import { createHash } from "node:crypto";
import type { FileDiff, Position } from "@devflow/diff";
import type { FindingSource } from "../model.ts";
import { diffLinesAt } from "../scope/diff-lines-at.ts";

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
  return hash([file.path, position.side, topicOf(source, category), codeAt(file, position)]);
}

/** The same without the path. */
export function contentKeyOf(
  file: FileDiff,
  position: Position,
  source: FindingSource,
  category: string,
): string {
  return hash([position.side, topicOf(source, category), codeAt(file, position)]);
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
