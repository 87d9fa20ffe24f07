import { verdict } from "@devflow/testkit/model-server";
import { expect, test } from "vitest";
import { allTermsOf } from "../src/memory/remark-terms.ts";
import type { Candidate } from "../src/model.ts";
import type { ClaimedCode } from "../src/verify/claimed-code.ts";
import { saysSomethingOf } from "../src/verify/grounded-claim.ts";
import { addedFile, defaultPolicy } from "./builders.ts";
import { generalAdvice } from "./support/general-advice.ts";
import { trueClaims } from "./support/true-claims.ts";
import { adviceWithName, unseenAdvice } from "./support/unseen-advice.ts";
import { candidate, rule, type Setup, verifyWith } from "./support/verifying.ts";

function codeOf(marked: string): ClaimedCode {
  const lines = marked.split("\n").find((line) => line.startsWith(">>")) ?? marked;
  const around = marked.replace(">>", "");
  return { lines: lines.replace(">>", ""), near: around, around, file: allTermsOf(around) };
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
  // No list has these words: what does not hold them is what the code lacks.
  const unseen = unseenAdvice.filter(([title, body]) =>
    saysSomethingOf(codeOf(code), { title, body }),
  );
  expect(share(unseen, unseenAdvice), JSON.stringify(unseen)).toBeLessThan(0.2);
});

test("advice that fits any name says nothing of the one that it names", async () => {
  const isHeld = async (title: string, body: string, more: Partial<Candidate> = {}) => {
    const { counts } = await verifyWith(
      () => verdict("keep"),
      [candidate({ title, body, ...more })],
    );
    return Object.keys(counts).some((key) => key.endsWith("it says nothing that is wrong"));
  };
  const held = await Promise.all(adviceWithName.map(([title, body]) => isHeld(title, body)));
  expect(share(held.filter(Boolean), held)).toBeGreaterThan(0.85);
  const [title, body] = ["Consider validating `items`", "Validating `items` improves robustness."];
  expect(await isHeld(title, body)).toBe(true);
  expect(await isHeld(title, "`items` is null for a guest, and `length` throws.")).toBe(false);
  expect(await isHeld(title, body, { severity: "critical" })).toBe(false);
  const suggestion = "  return total / (items.length || 1);";
  expect(await isHeld(title, body, { suggestion })).toBe(false);
  expect(await isHeld("Missing `await`", "Add `await`.")).toBe(false);
  expect(await isHeld("Should be `>=`", "")).toBe(false);
  const concrete = "Consider deriving `Copy` and `Default` for `Items`";
  expect(await isHeld(concrete, "It improves ergonomics.")).toBe(false);
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
  // General words that mean one thing beside some code.
  ["useEffect(() => { load(id) }, [])", "Missing dependency", "", true],
  ["load(id);", "Missing dependency", "", false],
  ['<li v-for="item in items">', "Missing key", "", true],
  ["ALTER TABLE users ADD COLUMN email text NOT NULL;", "Missing default value", "", true],
  ["const timeout = 5;", "The default is wrong", "", true],
  ["return s.m[k]", "Missing lock", "", true],
  ["image: redis", "Missing resource limits", "It may use all memory.", true],
])("%j, %j, %j: %j", (code, title, body, says) => {
  expect(saysSomethingOf(codeOf(code), { title, body })).toBe(says);
});

test("general advice is heard with a suggestion, beside a rule, and where the team asks for it", async () => {
  const advice = { title: "Missing error handling", body: "Errors are not handled here." };
  const said = async (more: Partial<Candidate>, setup: Setup = {}) => {
    const candidates = [candidate({ ...advice, ...more })];
    const { findings, counts } = await verifyWith(() => verdict("keep"), candidates, setup);
    return findings.length === 1 || counts;
  };
  const guide = (text: string) => {
    const item = { kind: "convention", path: "AGENTS.md", startLine: 1, endLine: 1 } as const;
    return { contextOf: () => [{ ...item, symbol: null, reason: "", tokens: 9, text }] };
  };
  const asks = "Every call has error handling.";
  const held = { "facts: it says nothing of this code": 1 };
  expect(await said({})).toEqual(held);
  expect(await said({ suggestion: "  return total / (items.length || 1);" })).toBe(true);
  expect(await said({}, guide(asks))).toBe(true);
  expect(await said({}, guide("Errors have names."))).toEqual(held);
  expect(await said({}, { path: { instructions: asks } })).toBe(true);
  // No list of words may cost the worst, and none is known of other languages.
  expect(await said({ severity: "critical" })).toBe(true);
  const inFrench = { title: "Exception possible", body: "" };
  expect(await said(inFrench)).toEqual(held);
  expect(await said(inFrench, { policy: { ...defaultPolicy, language: "French" } })).toBe(true);
  expect(await said(inFrench, { policy: { ...defaultPolicy, language: "German" } })).toEqual(held);
  const backed = [candidate(advice), rule()];
  const { findings } = await verifyWith(() => verdict("keep"), backed);
  expect(findings).toHaveLength(2);
});

test("what is said of further lines in the same words holds there, too", async () => {
  const lines = Array.from({ length: 12 }, (_, index) => `step${index}();`);
  lines[0] = "const a = load(items);";
  lines[11] = "const c = load(a);";
  const text = `${lines.join("\n")}\n`;
  const says = (quote: string, title: string, severity: "high" | "low" = "low") =>
    candidate({ quote, title, severity, body: "`load` gives null for an empty cart." });
  const { findings, held } = await verifyWith(
    () => verdict("keep"),
    [
      says("const a = load(items);", "Result of load is not checked", "high"),
      says("step4();", "The result of load is not checked"),
      says("const c = load(b);", "The result of load is not checked"),
      says("step6();", "The cart of a guest has no owner"),
    ],
    { files: [addedFile("src/cart.ts", text)], texts_: { "src/cart.ts": text } },
  );
  expect(findings.map(({ line }) => line)).toEqual([1, 12, 7]);
  expect(held).toMatchObject([{ line: 5, reason: "it names what is not there: load" }]);
});
