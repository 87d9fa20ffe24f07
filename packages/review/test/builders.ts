import { type FileDiff, parseUnifiedDiff } from "@devflow/diff";
import type { Change, Finding, PathPolicy, Remark, ReviewPolicy } from "../src/model.ts";

/** A file whose whole text was added. */
export function addedFile(path: string, text: string): FileDiff {
  const lines = text.replace(/\n$/, "").split("\n");
  const diff = [
    `diff --git a/${path} b/${path}`,
    "new file mode 100644",
    "--- /dev/null",
    `+++ b/${path}`,
    `@@ -0,0 +1,${lines.length} @@`,
    ...lines.map((line) => `+${line}`),
    "",
  ].join("\n");
  return parseUnifiedDiff(diff)[0]!;
}

/** A file with one hunk, given as diff lines with their markers. */
export function changedFile(path: string, hunkLines: string[], startLine = 1): FileDiff {
  const count = (marks: string) => hunkLines.filter((line) => marks.includes(line[0]!)).length;
  const diff = [
    `diff --git a/${path} b/${path}`,
    "index 1111111..2222222 100644",
    `--- a/${path}`,
    `+++ b/${path}`,
    `@@ -${startLine},${count(" -")} +${startLine},${count(" +")} @@`,
    ...hunkLines,
    "",
  ].join("\n");
  return parseUnifiedDiff(diff)[0]!;
}

export function changeOf(files: FileDiff[], words: Partial<Change> = {}): Change {
  return {
    repository: "acme/shop",
    baseSha: "b".repeat(40),
    headSha: "a".repeat(40),
    title: "",
    description: "",
    files,
    unreadable: [],
    ...words,
  };
}

/** The same policy for every path. */
export function policyWith(
  path: Partial<PathPolicy> = {},
  whole: Partial<ReviewPolicy> = {},
): ReviewPolicy {
  const everywhere: PathPolicy = {
    isIgnored: false,
    minimumSeverity: "low",
    minimumConfidence: 0,
    disabledRules: new Set(),
    ruleSeverities: new Map(),
    disabledCategories: new Set(),
    instructions: "",
    ...path,
  };
  const standard = { maxFindings: 10, passes: 1, language: "", conventions: [] };
  return { forPath: () => everywhere, ...standard, ...whole };
}

export const defaultPolicy = policyWith();

export function finding(overrides: Partial<Finding> = {}): Finding {
  return {
    path: "src/a.ts",
    side: "RIGHT",
    startLine: 3,
    line: 3,
    severity: "high",
    category: "correctness",
    title: "The title",
    body: "The body.",
    suggestion: null,
    confidence: 0.8,
    source: "expert",
    votes: 1,
    passes: 1,
    verdict: "keep",
    score: null,
    contentKey: "fedcba9876543210",
    fingerprint: "0123456789abcdef",
    place: "inline",
    ...overrides,
  };
}

export function remark(overrides: Partial<Remark> = {}): Remark {
  return {
    id: 1,
    fingerprint: "0123456789abcdef",
    contentKey: "fedcba9876543210",
    source: "expert",
    severity: "high",
    category: "correctness",
    title: "The title",
    body: "The body.",
    path: "src/a.ts",
    side: "RIGHT",
    startLine: 3,
    line: 3,
    trace: { lineHashes: [], before: [], after: [] },
    state: "open",
    stateActor: null,
    stateReason: null,
    ...overrides,
  };
}
