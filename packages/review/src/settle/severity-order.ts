import type { Severity } from "../model.ts";

export const severities = ["critical", "high", "medium", "low"] as const satisfies Severity[];

/** 0 for the worst. */
export function severityRank(severity: Severity): number {
  return severities.indexOf(severity);
}

export function isAtLeast(severity: Severity, minimum: Severity): boolean {
  return severityRank(severity) <= severityRank(minimum);
}

interface Ranked {
  severity: Severity;
  confidence: number;
}

/** Worst first, then the surest. */
export function bySeverity(a: Ranked, b: Ranked): number {
  return severityRank(a.severity) - severityRank(b.severity) || b.confidence - a.confidence;
}
