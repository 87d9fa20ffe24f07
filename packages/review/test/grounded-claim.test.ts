import { expect, test } from "vitest";
import type { ClaimedCode } from "../src/verify/claimed-code.ts";
import { saysSomethingOf } from "../src/verify/grounded-claim.ts";
import { generalAdvice, trueClaims } from "./support/claims.ts";

function codeOf(marked: string): ClaimedCode {
  const lines = marked.split("\n").find((line) => line.startsWith(">>")) ?? marked;
  const around = marked.replace(">>", "");
  return { lines: lines.replace(">>", ""), near: around, around };
}

const share = (part: readonly unknown[], whole: readonly unknown[]) => part.length / whole.length;

test("terse and true findings say something of their lines, in English and German", () => {
  const held = trueClaims.filter(
    ([code, title, body]) => !saysSomethingOf(codeOf(code), { title, body }),
  );
  expect(share(held, trueClaims), JSON.stringify(held)).toBeLessThan(0.02);
});

test.each([
  "import { TeamMembers } from './theme'",
  "export type { Theme } from './theme'",
  "const label = titleOf(page);",
  "# Merge blueprint data into its parent.",
  "## Installation\nDownload the newest one.",
])("general advice says nothing of %j", (code) => {
  const said = generalAdvice.filter(([title, body]) =>
    saysSomethingOf(codeOf(code), { title, body }),
  );
  expect(share(said, generalAdvice), JSON.stringify(said)).toBeLessThan(0.15);
});

test.each([
  ["if (a.length >= limit) return b / c;", "Division by zero", "The divisor may be zero.", true],
  ["// 1 / 2 of it", "Division by zero", "The divisor may be zero.", false],
  ["mutex.lock();", "Possible deadlock", "", true],
  ["const name = first;", "Possible deadlock", "", false],
  // What the title is about must be there; the body speaks of more.
  ["render(template);", "SQL injection", "An attacker may expose it.", false],
  ["const result = compute();", "Result is never used", "", true],
  ["compute();", "Missing error handling on line 12", "", false],
  ["compute();", "Missing error handling", "It fails for 3 items.", true],
  ["compute();", "`error` is not handled in `try/catch`", "", false],
  ["compute();", "`compute` is not validated", "", true],
  ["compute();", "缺少错误处理", "", true],
])("%j, %j, %j: %j", (code, title, body, says) => {
  expect(saysSomethingOf(codeOf(code), { title, body })).toBe(says);
});
