import type { Refused } from "../model.ts";

/** Why no example came of something, by what was looked at. Closed: the manifest counts by it. */
export const codeReasons = {
  path: [
    ...["vendored", "build output", "lock file", "minified", "generated", "binary"],
    ...["may hold secrets", "too large", "ignored by settings", "no grammar"],
  ],
  file: ["generated", "minified", "binary", "licence", "not parsed", "near duplicate"],
  function: [
    ...["does not parse", "too short", "too long", "trivial", "near duplicate"],
    ...["no documentation", "holds a credential"],
  ],
  documentation: [
    ...["no words", "says only the name", "to do", "licence", "deprecated", "inherited"],
    ...["commented code", "too short", "other things", "a note", "no summary"],
  ],
  fim: ["special token", "too long", "in a near duplicate", "holds a credential"],
  test: [
    ...["calls nothing known", "of several functions", "of a tool", "no tested function"],
    ...["too short", "too long", "near duplicate", "holds a credential"],
  ],
  synthetic: ["not sampled", "no answer", "no comment", "unknown names"],
} as const;

export type CodeFilter = keyof typeof codeReasons;

export type CodeReason<Filter extends CodeFilter> = (typeof codeReasons)[Filter][number];

export function refused<Filter extends CodeFilter>(
  filter: Filter,
  reason: CodeReason<Filter>,
): Refused {
  return { filter: `code ${filter}`, reason };
}
