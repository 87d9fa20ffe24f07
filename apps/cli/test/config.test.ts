import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Checkout } from "./support/checkout.ts";
import { devflow } from "./support/devflow.ts";
import { devflowHere } from "./support/devflow-here.ts";
import { parseReview } from "./support/review-document.ts";

const checkout = new Checkout();
checkout.write(
  ".devflow.yml",
  "review:\n  profile: strict\n  max_finding: 3\nrules:\n  disabled: [js-dynamic-cod]\n",
);
checkout.write("web/.devflow.yml", "review:\n  hold: true\n  minimum_severity: high\n");
checkout.write("api/.devflow.yml", "review:\n  instructions: Money is in cents.\n");
checkout.write(".devflow/rules/x.yml", "id: x\nlanguage: cobol\nrule: {pattern: a}\n");
checkout.commit("first");
// Not committed: mistakes are found before they are.
checkout.write(".devflow/rules/y.yml", "id: y\nlanguage: python\nrule: {pattern: print($A)}\n");

afterAll(() => checkout[Symbol.dispose]());

const config = (...args: string[]) => devflowHere(["config", ...args], { cwd: checkout.folder });

test("check names every mistake with its line and the nearest right word", async () => {
  const { code, stdout, stderr } = await devflow(["config", "check"], {
    cwd: checkout.folder,
  });
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  const lines = stdout.trim().split("\n");
  expect(lines.map((line) => line.replace(/(, probably .* meant)?\. Right: .*/, "$1"))).toEqual([
    ".devflow.yml:3: review.max_finding: is not known, probably max_findings is meant",
    '.devflow.yml:5: rules.disabled: names a rule that does not exist: "js-dynamic-cod", probably js-dynamic-code is meant',
    expect.stringMatching(/^\.devflow\/rules\/x\.yml: .*cobol/),
    "web/.devflow.yml:2: review.hold: holds for the whole repository and is only read from .devflow.yml at its root",
    "4 problems in 5 files",
  ]);
});

test("check speaks of the files and folders that are named, from wherever it is called", async () => {
  expect(await config("check", "api", ".devflow/rules/y.yml")).toEqual({
    code: 0,
    stdout: "no problem in 2 files\n",
    stderr: "",
  });
  const inside = await devflowHere(["config", "check", ".devflow.yml"], {
    cwd: join(checkout.folder, "web"),
  });
  expect(inside).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/1 problem in 1 file\n$/),
  });
  expect(await config("check", "nowhere")).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringContaining("there is no configuration at nowhere"),
  });
});

test("show says what holds for a file and where each value comes from", async () => {
  const { code, stdout, stderr } = await config("show", "--path", "web/a.ts", "--json");
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: "The configuration has problems (4): devflow config check\n",
  });
  const rows: { key: string; value: unknown; source: string; line: number | null }[] =
    JSON.parse(stdout);
  const found = (name: string) => rows.filter(({ key }) => key === name);
  expect(found("review.minimum_severity")).toEqual([
    { key: "review.minimum_severity", value: "high", source: "web/.devflow.yml", line: 3 },
  ]);
  expect(found("review.max_findings")).toEqual([
    { key: "review.max_findings", value: 15, source: "profile strict", line: null },
  ]);
  const text = await config("show");
  expect(text.stdout).toMatch(/^review\.profile +"strict" +\.devflow\.yml:2$/m);
  expect(text.stdout).toMatch(/^review\.hold +false +default$/m);
});

test("schema prints the schema that is published", async () => {
  const { code, stdout } = await config("schema");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ title: "DevFlow", type: "object" });
});

test("a review of a checkout goes by the rules and folders of its base, not of the change", async () => {
  using team = new Checkout();
  const rule =
    "id: no-print\nlanguage: python\nseverity: error\nmessage: Use our logger.\nrule: {pattern: print($A)}\n";
  team.write(".devflow/rules/no-print.yml", rule);
  team.write("tools/.devflow.yml", "rules:\n  disabled: [team-no-print]\n");
  const base = team.commit("first");
  team.write(".devflow/rules/no-print.yml", "");
  team.write("app/.devflow.yml", "rules:\n  disabled: [team-no-print]\n");
  for (const folder of ["app", "tools"]) team.write(`${folder}/a.py`, "print(1)\n");
  team.commit("second");
  const args = ["review", "--expert", "none", "--format", "json", "--base", base];
  const { code, stdout, stderr } = await devflowHere(args, { cwd: team.folder });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const { findings } = parseReview(stdout);
  expect(findings.map(({ path, source }) => [path, source])).toEqual([
    ["app/a.py", "rule:team-no-print"],
  ]);
});
