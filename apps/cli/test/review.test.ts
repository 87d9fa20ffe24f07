import sarifSchema from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json" with {
  type: "json",
};
import { Ajv } from "ajv";
import { afterAll, expect, test } from "vitest";
import { devflow } from "./support/devflow.ts";
import { devflowHere } from "./support/devflow-here.ts";
import { parseReview } from "./support/review-document.ts";
import { createShop } from "./support/shop.ts";

const shop = createShop();
afterAll(() => shop[Symbol.dispose]());

const command = ["review", "--repo", shop.folder, "--expert", "none"];
const review = (...args: string[]) => devflowHere([...command, ...args]);

test("JSON has the documented shape and is all there is on standard output; the change is what is ahead", async () => {
  const { code, stdout, stderr } = await devflow([...command, "--format", "json"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const { review: about, findings, held } = parseReview(stdout);
  expect(about).toMatchObject({
    base: shop.main[1],
    head: shop.sums,
    expert: null,
    files_reviewed: ["src/sum.ts"],
    files_left_out: [{ path: "package-lock.json", reason: "lock file" }],
  });
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({
    path: "src/sum.ts",
    side: "RIGHT",
    start_line: 6,
    line: 6,
    severity: "high",
    source: "rule:js-dynamic-code",
  });
  expect(held).toEqual([]);
});

test("SARIF satisfies the official schema; with nothing ahead the change is the last commit", async () => {
  const { code, stdout } = await review("--head", "main", "--format", "sarif");
  expect(code).toBe(0);
  const log = JSON.parse(stdout);
  const validate = sarifValidator();
  expect(validate(log), JSON.stringify(validate.errors, null, 2)).toBe(true);
  const { tool, results } = log.runs[0];
  expect(tool.driver.rules).toEqual([{ id: "rule:js-dynamic-code" }]);
  expect(results).toHaveLength(1);
  expect(results[0]).toMatchObject({
    ruleId: "rule:js-dynamic-code",
    level: "error",
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: "src/price.ts" },
          region: { startLine: 2, endLine: 2 },
        },
      },
    ],
    partialFingerprints: { "devflow/v1": expect.stringMatching(/^[0-9a-f]{16}$/) },
  });
});

test("text between named revisions has no colours on a pipe and says who looked at what", async () => {
  const args = ["--base", shop.main[0]!, "--head", "sums", "--fail-on", "critical"];
  const { code, stdout, stderr } = await review(...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).not.toContain("\u001b");
  expect(stdout).toMatch(/^src\/price.ts:2 {2}high {2}.*^src\/sum.ts:6 {2}high {2}/ms);
  expect(stdout).toContain("No expert is configured");
  expect(stdout).toContain("package-lock.json (lock file)");
});

test("Markdown names place and rule; --fail-on ends with 1 for a finding that bad", async () => {
  const { code, stdout } = await review("--format", "markdown", "--fail-on", "high");
  expect(code).toBe(1);
  expect(stdout).toContain("### `src/sum.ts`, line 6");
  expect(stdout).toContain("`rule:js-dynamic-code`");
});

test("--head worktree takes what is not committed, untracked files too, from anywhere in the checkout", async () => {
  using other = createShop();
  other.checkout.git("checkout", "-q", "main");
  other.checkout.write("src/new.ts", "export const run = (text: string) => eval(text);\n");
  other.checkout.write("src/price.ts", "export const price = 4;\n");
  const args = ["review", "--expert", "none", "--head", "worktree", "--format", "json"];
  const { stdout } = await devflowHere(args, { cwd: `${other.folder}/src` });
  const { review: about, findings } = parseReview(stdout);
  expect(about).toMatchObject({ base: other.main[1], head: "worktree" });
  expect(about.files_reviewed.toSorted()).toEqual(["src/new.ts", "src/price.ts"]);
  expect(findings.map(({ path, line }) => `${path}:${line}`)).toEqual(["src/new.ts:1"]);

  for (let note = 1; note <= 23; note += 1) other.checkout.write(`notes/${note}.md`, "A note.\n");
  const text = await devflowHere(["review", "--expert", "none", "--head", "worktree"], {
    cwd: other.folder,
  });
  expect(text.stdout.match(/^ {2}notes\//gm)).toHaveLength(20);
  expect(text.stdout).toContain("… and 3 more (prose, only scanned for secrets; --format json");
});

test("a reader that went away is no error, and the exit code still tells of findings", async () => {
  const { code, stderr } = await devflow([...command, "--fail-on", "high"], {
    isStdoutClosed: true,
  });
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
});

/** The schema is of draft-04, which ajv reads once its own names are gone; one pattern is no `u` one. */
function sarifValidator() {
  const { $schema: _, id: __, ...schema } = sarifSchema;
  return new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
}
