import { expect, test } from "vitest";
import { parseVerdict } from "../src/index.ts";

test.each([
  ["KEEP: user is null for deleted accounts", "keep", "user is null for deleted accounts"],
  ["DROP: style only", "drop", "style only"],
  ["**KEEP** - the index is out of range", "keep", "the index is out of range"],
  ["Verdict: drop.", "drop", ""],
  ["I looked at it.\n\nDROP: the caller checks it", "drop", "the caller checks it"],
  ["<think>KEEP: maybe</think>DROP: no", "drop", "no"],
  ['```json\n{"verdict": "keep", "reason": "real"}\n```', "keep", "real"],
  ["KEEP", "keep", ""],
])("%j is %s", (answer, verdict, reason) => {
  expect(parseVerdict(answer)).toEqual({ verdict, reason });
});

test.each([
  "",
  "KEEP or DROP?",
  "KEEP: yes\nDROP: no",
  "Keep in mind that this is only a draft.",
  "DROP TABLE users is executed here.",
  "I would keep it.",
  "KEEP: reason in one sentence\nor\nDROP: reason in one sentence",
])("%j is no verdict", (answer) => {
  expect(parseVerdict(answer)).toEqual({ verdict: "none", reason: "" });
});

test("a reason is one line of at most 300 characters", () => {
  expect(parseVerdict(`KEEP: ${"why ".repeat(500)}`).reason).toHaveLength(300);
});
