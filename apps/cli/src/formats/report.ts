import type { Finding, ReviewResult } from "@devflow/review";
import type { TeamMemory } from "../local/team-memory.ts";

/** A local review with what only the command line knows. */
export interface LocalReport {
  result: ReviewResult;
  /** What the team decided on GitHub, where it is known here. */
  memory: TeamMemory | null;
  indexMs: number;
  totalMs: number;
}

export type Format = "text" | "json" | "sarif" | "markdown";
export const formats = ["text", "json", "sarif", "markdown"] as const satisfies Format[];

/** Findings in reading order: by file and line. */
export function inReadingOrder(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) =>
    a.path === b.path ? a.startLine - b.startLine : a.path < b.path ? -1 : 1,
  );
}
