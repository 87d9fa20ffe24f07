import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { devflow, type Outcome, temporaryFolder } from "./support/devflow.ts";
import { devflowHere } from "./support/devflow-here.ts";
import { createPastShop } from "./support/past-shop.ts";

const shop = createPastShop();
const folder = temporaryFolder();
afterAll(() => {
  shop[Symbol.dispose]();
  folder[Symbol.dispose]();
});

const report = join(folder.path, "report");
const config = join(folder.path, "quiet.yml");
// Two sides in each run: a run starts a process and reads a history, which is most of what a test costs.
const args = ["backtest", shop.folder, "--expert", "none", "--b-config", config, "--days", "30"];
const inFolder = [...args, "--report", report];
const journal = join(report, "replayed.jsonl");

beforeAll(async () => {
  writeFileSync(config, "rules:\n  disabled: [js-dynamic-code]\n");
  first = await devflow([...inFolder, "--json"]);
});
let first: Outcome;

test("a history that is known comes to exactly what the rules say and what was fixed", () => {
  expect(first.code, first.stderr).toBe(0);
  const run = JSON.parse(first.stdout);
  expect(run).toMatchObject({ pull_requests: 6, chosen: 5, replayed: 5, is_stopped: false });
  expect(run.not_replayed).toEqual([
    { name: "#5", title: "Say what there is", reason: "adds no line of code", detail: null },
  ]);
  expect(run.sides[0]).toMatchObject({
    name: "rules only",
    comments: 1,
    // #2, #3 and #4; #1 was fixed, and the days of #6 are not over.
    clean: 3,
    silent_on_clean: 2,
    human: null,
    fix: { truths: 1, found: 0, comments: 1, right: 0 },
  });
  const byName = Object.fromEntries(
    run.replays.map((each: { change: { name: string } }) => [each.change.name, each]),
  );
  expect(Object.keys(byName)).toEqual(["#6", "#4", "#3", "#2", "#1"]);
  expect(byName["#1"].fixes).toEqual([
    expect.objectContaining({
      path: "src/mean.ts",
      startLine: 4,
      line: 4,
      subject: "Fix the mean of no values",
      daysLater: 4,
    }),
  ]);
  expect(byName["#2"]).toMatchObject({ change: { title: "Add totals" }, fixes: [] });
  expect(byName["#6"].fixes).toBeNull();
  expect(byName["#3"].reviews[0].comments).toEqual([
    expect.objectContaining({ path: "src/formula.ts", line: 2, source: "rule:js-dynamic-code" }),
  ]);
});

test("other settings are a side, too: a rule that is switched off says nothing", () => {
  const { sides } = JSON.parse(first.stdout);
  expect(sides.map(({ comments }: { comments: number }) => comments)).toEqual([1, 0]);
});

test("the folder holds a page, Markdown and what was replayed; --resume replays nothing twice", async () => {
  expect(readFileSync(join(report, "report.html"), "utf8")).toContain("eval(text)");
  expect(readFileSync(join(report, "report.md"), "utf8")).toContain("`src/formula.ts:2`");
  const lines = readFileSync(journal, "utf8").trimEnd().split("\n");
  expect(lines).toHaveLength(6);
  // As after a crash: two are done, the third is cut off in the middle.
  const done = lines
    .slice(0, 3)
    .join("\n")
    .replace(/"durationMs":\d+/g, '"durationMs":9000000');
  writeFileSync(journal, `${done}\n${lines[3]?.slice(0, 40)}`);
  const again = await devflowHere([...inFolder, "--resume"]);
  expect(again.code, again.stderr).toBe(0);
  expect(again.stdout).toContain("5 of 6 pull requests replayed");
  const [, ...replays] = readFileSync(journal, "utf8").trimEnd().split("\n");
  const kept = replays.filter((line) => JSON.parse(line).reviews[0].durationMs === 9e6);
  expect([replays.length, kept.length]).toEqual([5, 2]);
});

test("--resume of another run is refused, with what to do", async () => {
  const { code, stderr } = await devflowHere([...inFolder, "--seed", "2", "--resume"]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/other options[\s\S]*Leave out --resume/);
});
