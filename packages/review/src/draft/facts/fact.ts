import type { FileDiff, Position } from "@devflow/diff";
import type { SyntaxFacts } from "@devflow/syntax";

/** Kinds of facts, the most useful first: what is certainly affected before what may be. */
const factKinds = [
  "signature",
  "unresolved",
  "guard",
  "rule",
  "test",
  "duplicate",
  "dependency",
  "former rule",
] as const;

/** Something that our own tools know for sure about a change, said to the expert as evidence. */
export interface Fact {
  kind: (typeof factKinds)[number];
  /** One line in plain words. */
  text: string;
  /** The lines that it is about; null for the file as a whole. */
  at: Position | null;
}

/** One file of the change as the facts read it. */
export interface FactFile {
  file: FileDiff;
  /** Null when it could not be read, or is too large. */
  headText: string | null;
  /** Null when the file is new, or could not be read. */
  baseText: string | null;
  head: SyntaxFacts | null;
  base: SyntaxFacts | null;
}

/** Code in a fact: one line, in backticks, cut. */
export function codeOf(text: string): string {
  const line = text.replace(/\s+/g, " ").replaceAll("`", "'").trim();
  return `\`${line.length > 60 ? `${line.slice(0, 59)}…` : line}\``;
}

/** The position of one line of the new, or of the old, version. */
export function lineAt(side: "LEFT" | "RIGHT", line: number): Position {
  return { side, startLine: line, line };
}

/** Some places and how many more there are. */
export function listed(places: readonly string[], most: number): string {
  const rest = places.length - most;
  return `${places.slice(0, most).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** The most useful kind first; within a kind the order stays. */
export function byUse(a: Fact, b: Fact): number {
  return factKinds.indexOf(a.kind) - factKinds.indexOf(b.kind);
}
