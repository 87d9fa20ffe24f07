import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { devflow, temporaryFolder } from "./support/devflow.ts";
import { createPastShop } from "./support/past-shop.ts";

const shop = createPastShop();
const folder = temporaryFolder();
afterAll(() => {
  shop[Symbol.dispose]();
  folder[Symbol.dispose]();
});

const rulesOnly = ["backtest", shop.folder, "--expert", "none", "--days", "30"];

async function backtest(...args: string[]) {
  const { code, stdout, stderr } = await devflow([
    "backtest",
    shop.folder,
    "--days",
    "30",
    "--json",
    ...args,
  ]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

describe("a backtest of a history that is known", () => {
  test("with rules alone comes to exactly what they say and what was fixed", async () => {
    const report = await backtest("--expert", "none");
    expect(report).toMatchObject({ pull_requests: 6, chosen: 5, replayed: 5, is_stopped: false });
    expect(report.not_replayed).toEqual([
      { name: "#5", title: "Say what there is", reason: "adds no line of code", detail: null },
    ]);
    expect(report.sides).toEqual([
      expect.objectContaining({
        name: "rules only",
        comments: 1,
        // #2, #3 and #4; #1 was fixed, and the days of #6 are not over.
        clean: 3,
        silent_on_clean: 2,
        human: null,
        fix: expect.objectContaining({ truths: 1, found: 0, comments: 1, right: 0 }),
      }),
    ]);
    const byName = Object.fromEntries(
      report.replays.map((each: { change: { name: string } }) => [each.change.name, each]),
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

  test("other settings are a side, too: a rule that is switched off says nothing", async () => {
    const config = join(folder.path, "quiet.yml");
    writeFileSync(config, "rules:\n  disabled: [js-dynamic-code]\n");
    const { sides } = await backtest("--expert", "none", "--b-config", config);
    expect(sides.map(({ comments }: { comments: number }) => comments)).toEqual([1, 0]);
  });
});

describe("the report folder", () => {
  const report = join(folder.path, "report");

  test("holds a page, Markdown and what was replayed; --resume replays nothing twice", async () => {
    const { code, stdout, stderr } = await devflow([...rulesOnly, "--report", report]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("5 of 6 pull requests replayed");
    expect(readFileSync(join(report, "report.html"), "utf8")).toContain("eval(text)");
    expect(readFileSync(join(report, "report.md"), "utf8")).toContain("`src/formula.ts:2`");
    const journal = join(report, "replayed.jsonl");
    const lines = readFileSync(journal, "utf8").trimEnd().split("\n");
    expect(lines).toHaveLength(6);
    // As after a crash: two are done, the third is cut off in the middle.
    const first = lines
      .slice(0, 3)
      .join("\n")
      .replaceAll('"durationMs":', '"durationMs":9e6,"x":')
      .replace(/,"x":\d+/g, "");
    writeFileSync(journal, `${first}\n${lines[3]?.slice(0, 40)}`);
    const again = await devflow([...rulesOnly, "--report", report, "--resume", "--json"]);
    expect(again.code, again.stderr).toBe(0);
    const { replays } = JSON.parse(again.stdout);
    const kept = replays.filter(
      (each: { reviews: { durationMs: number }[] }) => each.reviews[0]?.durationMs === 9e6,
    );
    expect([replays.length, kept.length]).toEqual([5, 2]);
  });

  test("of another run is refused, with what to do", async () => {
    const { code, stderr } = await devflow([
      ...rulesOnly,
      "--seed",
      "2",
      "--report",
      report,
      "--resume",
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/other options[\s\S]*Leave out --resume/);
  });
});
