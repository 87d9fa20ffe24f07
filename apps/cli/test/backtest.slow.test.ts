import { existsSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "@devflow/database";
import { createTestFolder } from "@devflow/database/testing";
import { openRepository } from "@devflow/git";
import { createLogger } from "@devflow/logging";
import { reportBugs, slow, startModelServer } from "@devflow/testkit/model-server";
import { afterAll, expect, test } from "vitest";
import { openHistoryIndex } from "../src/backtest/history-index.ts";
import { loadCliSettings } from "../src/local/cli-settings.ts";
import { backtest } from "./support/backtest.ts";
import { startDevflow, temporaryFolder } from "./support/devflow.ts";
import { createPastShop } from "./support/past-shop.ts";

const shop = createPastShop();
const folder = temporaryFolder();
afterAll(() => {
  shop[Symbol.dispose]();
  folder[Symbol.dispose]();
});

test("against an expert: both are compared in pairs, and no prompt knows what came later", async () => {
  await using server = await startModelServer({ models: [{ id: "house" }], script: reportBugs });
  const report = await backtest(
    shop.folder,
    "--expert",
    "none",
    "--b-expert",
    server.url,
    "--b-model",
    "house",
  );
  expect(report.sides.map((side: { name: string }) => side.name)).toEqual(["rules only", "house"]);
  // The rule's comment, the true one of #1 and the false one of #4.
  expect(report.sides[1]).toMatchObject({
    comments: 3,
    silent_on_clean: 1,
    fix: { truths: 1, found: 1, comments: 3, right: 1 },
    expert_failures: 0,
  });
  const paired = Object.fromEntries(
    report.paired.map((each: { what: string }) => [each.what, each]),
  );
  expect(paired.found).toMatchObject({ a: 0, b: 1, test: { pairs: 1, p: 1 } });
  expect(paired.comments).toMatchObject({ a: 1, b: 3, changes: 5 });
  expect(paired.false_alarms).toMatchObject({ a: 1, b: 2, changes: 3 });

  const prompts = server.requests
    .filter(({ purpose }) => purpose === "draft")
    .map(({ user }) => user);
  const early = prompts.filter((user) =>
    /^title: Add (means|totals|formulas|discounts)$/m.test(user),
  );
  expect(early).toHaveLength(4);
  for (const user of early) expect(user).not.toMatch(/AS_IT_IS_LATER|writtenLater|Math\.max/);
  // The definition that #1 and #4 call is there, from the index, as it was then.
  const callers = early.filter((user) => /^title: Add (means|discounts)$/m.test(user));
  expect(callers).toHaveLength(2);
  for (const user of callers) expect(user).toContain("AS_IT_WAS");
}, 300_000);

test("after Ctrl-C holds what was replayed until then", async () => {
  await using server = await startModelServer({
    models: [{ id: "house" }],
    // Answers about the first change, and not the second.
    script: (request) => (request.user.includes("total.ts") ? slow() : reportBugs(request)),
  });
  const stopped = join(folder.path, "stopped");
  const side = ["--expert", server.url, "--model", "house"];
  const args = ["backtest", shop.folder, "--days", "30", ...side, "--report", stopped];
  const running = startDevflow(args);
  await expect
    .poll(() => server.requests.some(({ user }) => user.includes("total.ts")), {
      timeout: 240_000,
    })
    .toBe(true);
  running.interrupt();
  const { code, stdout, stderr } = await running.ended;
  expect(code).toBe(130);
  expect(stdout).toContain("1 of 6 pull requests replayed");
  expect(stderr).toContain("--resume");
  expect(existsSync(join(stopped, "report.html"))).toBe(true);
}, 300_000);

test("an index that was further ahead knows nothing of it after it moved back", async () => {
  const data = join(folder.path, "history");
  await createTestFolder(data);
  const signal = new AbortController().signal;
  await using repository = await openRepository(shop.folder);
  {
    await using history = await openHistoryIndex(repository, loadCliSettings({ data }), data);
    const ahead = await history.at(await repository.defaultTip(), signal);
    expect(await ahead.knownNames(["writtenLater"], [])).toEqual(new Set(["writtenLater"]));
    const back = await history.at(shop.first, signal);
    expect(await back.knownNames(["writtenLater", "tax"], [])).toEqual(new Set(["tax"]));
    const found = await back.search("AS_IT_IS_LATER AS_IT_WAS tax", { limit: 10 });
    expect(found.map(({ path }) => path)).toEqual(["src/tax.ts"]);
    expect(found[0]?.text).toContain("AS_IT_WAS");
  }
  const place = { databaseUrl: null, dataFolder: data };
  const database = await openDatabase(place, createLogger({ level: "silent" }));
  try {
    // "Change taxes" touched two files: what changed together later is forgotten, too.
    expect(await database.query("SELECT sha FROM recent_commits")).toEqual([]);
  } finally {
    await database.close();
  }
});

test("people's comments that led to a change are what is compared with, at the head that they saw", async () => {
  const data = join(folder.path, "data");
  await createTestFolder(data);
  const database = await openDatabase(
    { databaseUrl: null, dataFolder: data },
    createLogger({ level: "silent" }),
  );
  try {
    await database.query(
      `INSERT INTO repositories (id, github_id, owner, name) OVERRIDING SYSTEM VALUE VALUES (7, 7, 'acme', 'shop')`,
    );
    for (const number of [3, 4]) {
      await database.query(
        `INSERT INTO past_pulls (repository_id, number, title, description, author, base_sha, head_sha, merge_sha, created_at, merged_at)
         VALUES (7, $1, 'A title', '', 'ada', $2, $3, $3, '2026-01-03', '2026-01-05')`,
        [number, shop.first, shop.landed[number]],
      );
    }
    const said = [
      // Led to a change, where the rule says it, too.
      [1, "grace", false, true, 2],
      // Led to nothing; by a bot; by the author.
      [2, "grace", false, false, 1],
      [3, "lint[bot]", true, true, 1],
      [4, "ada", false, true, 3],
    ] as const;
    for (const [id, author, isBot, changed, line] of said) {
      await database.query(
        `INSERT INTO human_comments (repository_id, pull_number, github_comment_id, author, is_bot, author_association,
                body, path, side, start_line, line, commit_sha, hunk, is_resolved, lines_changed, is_by_pull_author, created_at)
         VALUES (7, 3, $1, $2, $3, 'MEMBER', 'No eval, please.', 'src/formula.ts', 'RIGHT', $4, $4, $5, '', true, $6, $2 = 'ada', now())`,
        [id, author, isBot, line, shop.landed[3], changed],
      );
    }
  } finally {
    await database.close();
  }
  const report = await backtest(
    shop.folder,
    "--expert",
    "none",
    "--repo",
    "acme/shop",
    "--data",
    data,
  );
  expect(report.replays).toHaveLength(2);
  expect(report.sides[0]).toMatchObject({
    comments: 1,
    clean: 1,
    silent_on_clean: 1,
    human: { truths: 1, found: 1, comments: 1, right: 1 },
  });
});
