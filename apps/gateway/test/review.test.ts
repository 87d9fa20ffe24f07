import { readAudit } from "@devflow/audit";
import { priorModel, toStoredModel } from "@devflow/review";
import { findings, type ModelAnswer, text, verdict } from "@devflow/testkit/model-server";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type AssistShop, bodyOf, openShop, tax } from "./support/assist-shop.ts";
import { eventsOf } from "./support/assist-world.ts";

let shop: AssistShop;
let repositoryId: number;

beforeAll(async () => {
  shop = await openShop();
  const [row] = await shop.world.database.query<{ id: number }>("SELECT id FROM repositories");
  repositoryId = row?.id ?? 0;
}, 60_000);

afterAll(async () => {
  await shop?.[Symbol.asyncDispose]();
});

const diff = `diff --git a/src/tax.ts b/src/tax.ts
--- a/src/tax.ts
+++ b/src/tax.ts
@@ -1,4 +1,5 @@
 /** Taxes are 19 percent since 2007. */
 export function taxOf(sum: number): number {
+  const key = "AKIAIOSFODNN7EXAMPLQ";
 return sum * 0.19;
 }
`;

test("finds what rules and the secret scan find, with progress", async () => {
  shop.answer = () => text("NO FINDINGS");
  const response = await shop.world.post("/v1/review", {
    repository: shop.world.folder,
    diff,
    files: [{ path: "src/tax.ts", before: tax }],
    stream: true,
  });
  const events = await eventsOf(response);
  const done = events.at(-1)?.data as { answer: Record<string, unknown> };
  expect(events.at(-1)?.event).toBe("done");
  expect(done.answer).toMatchObject({
    findings: [{ path: "src/tax.ts", line: 3, side: "RIGHT" }],
    expert: { state: "used", model: "codellama-13b-instruct" },
  });
});

test("what holds secrets by its name is left out", async () => {
  const before = shop.model.requests.length;
  const env = diff.replaceAll("src/tax.ts", ".env");
  const body = await bodyOf(await shop.world.post("/v1/review", { diff: env }));
  expect(body).toMatchObject({
    findings: [],
    left_out: [{ path: ".env", reason: "by its name it holds secrets" }],
  });
  expect(shop.model.requests).toHaveLength(before);
});

test("rules read a new file by its diff, and a changed one by its text", async () => {
  shop.answer = () => text("NO FINDINGS");
  const added = `diff --git a/run.py b/run.py
new file mode 100644
--- /dev/null
+++ b/run.py
@@ -0,0 +1,4 @@
+import yaml
+
+def load(file):
+    return yaml.load(file, Loader=yaml.Loader)
`;
  const body = await bodyOf(await shop.world.post("/v1/review", { diff: `${added}${diff}` }));
  expect(body.findings).toContainEqual(
    expect.objectContaining({ path: "run.py", line: 4, source: "rule:py-unsafe-yaml" }),
  );
  expect(body.left_out).toEqual([
    { path: "src/tax.ts", reason: "rules did not read it: only its diff was sent" },
  ]);
});

test("what is no diff is told", async () => {
  const response = await shop.world.post("/v1/review", { diff: "hello" });
  expect(response.status).toBe(400);
  const { error } = await bodyOf(response);
  expect(error.message).toContain("was expected. Give the complete");
});

test("the team's settings count", async () => {
  shop.answer = () => text("NO FINDINGS");
  const response = await shop.world.post("/v1/review", {
    diff,
    settings: [
      { path: ".devflow.yml", text: "review:\n  ignore_paths: ['src/**']\n  nonsense: 1\n" },
    ],
  });
  const body = await bodyOf(response);
  expect(body.files_reviewed).toEqual([]);
  expect(body.problems[0]).toContain("nonsense");
});

test("a diff of fewer files than were announced is refused, whole as it looks", async () => {
  for (const stream of [true, false]) {
    const response = await shop.world.post("/v1/review", { diff, diff_files: 2, stream });
    expect(response.status).toBe(400);
    const { error } = await bodyOf(response);
    expect(error.message).toContain("has 1 file, and 2 were announced");
  }
  expect((await shop.world.post("/v1/review", { diff, diff_files: 1 })).status).toBe(200);
});

describe("what was said before", () => {
  const sentFile = (line: string, above = "") => {
    const lines = `${above}import json\n\n\ndef load(file):\n    ${line}\n`
      .split("\n")
      .slice(0, -1);
    const added = lines.map((each) => `+${each}\n`).join("");
    return `diff --git a/run.py b/run.py\nnew file mode 100644\n--- /dev/null\n+++ b/run.py\n@@ -0,0 +1,${lines.length} @@\n${added}`;
  };
  const byRule = "return yaml.load(file, Loader=yaml.Loader)";
  const byExpert = "return json.load(open(file.name))";
  const commit = "c".repeat(40);
  const ask = async (code: string, more: object = {}, as = "local") =>
    bodyOf(
      await shop.world.post(
        "/v1/review",
        { repository: shop.world.folder, diff: code, ...more },
        { as },
      ),
    );
  const dismiss = (fingerprint: string, dismissed: string | null, as = "local") =>
    shop.world.post(
      "/v1/review/dismissals",
      { repository: shop.world.folder, fingerprint, dismissed },
      { as },
    );
  const drafts = (draft: () => ModelAnswer | Promise<ModelAnswer>) => {
    shop.answer = ({ purpose }) => (purpose === "verify" ? verdict("keep") : draft());
  };
  const run = (sql: string, ...params: unknown[]) => shop.world.database.query(sql, params);
  /** What a first review says, as the team's tables would have it. */
  const firstOf = async (code: string) => {
    const [first] = (await ask(code)).findings;
    return first as { fingerprint: string; line: number; title: string };
  };

  beforeEach(async () => {
    drafts(() => findings([]));
    for (const table of [
      "editor_findings",
      "dismissals",
      "remarks",
      "reviews",
      "filter_models",
      "memories",
    ])
      await run(`DELETE FROM ${table}`);
  });

  test("what one dismisses is not said again to that person, also where its lines moved", async () => {
    const { fingerprint, line } = await firstOf(sentFile(byRule));
    expect(line).toBe(5);
    await ask(sentFile(byRule), {}, "stranger");
    expect((await dismiss(fingerprint, "not_a_problem")).status).toBe(200);
    expect((await ask(sentFile(byRule))).findings).toEqual([]);
    expect((await ask(sentFile(byRule, "# moved\n\n"))).findings).toEqual([]);
    expect((await ask(sentFile(byRule), {}, "stranger")).findings).toHaveLength(1);
    expect((await ask(sentFile(byRule), { repository: "acme/other" })).findings).toHaveLength(1);
    expect((await dismiss(fingerprint, null)).status).toBe(200);
    expect((await ask(sentFile(byRule))).findings).toHaveLength(1);
  });

  test("every question of a review is in the audit log, with the code that it showed", async () => {
    const { database, folder, git } = shop.world;
    const from = shop.model.requests.length;
    const before = (await readAudit(database, { limit: 1_000 })).length;
    const lines = `import { totalOf } from "./cart";\n\nexport const pay = (all: number[]) => totalOf(all) + 1;\n`;
    const added = lines.replace(/^(?=.*\n)/gm, "+");
    const code = `diff --git a/src/pay.ts b/src/pay.ts\nnew file mode 100644\n--- /dev/null\n+++ b/src/pay.ts\n@@ -0,0 +1,3 @@\n${added}`;
    const quote = "export const pay = (all: number[]) => totalOf(all) + 1;";
    const said = { title: "One is too much", body: "One too much.", category: "correctness" };
    drafts(() => findings([{ quote, ...said }]));
    const { id, usage } = await ask(code);
    const asked = shop.model.requests.slice(from).map(({ purpose }) => purpose);
    expect(asked).toEqual(["draft", "verify"]);
    const told = (await readAudit(database, { limit: 1_000 })).toReversed().slice(before);
    const details = { id, feature: "review", expert: "review" };
    const called = (purpose: string) => ({
      actor: "local",
      action: "model.called",
      details: { ...details, purpose, outcome: "answered", promptTokens: expect.any(Number) },
    });
    const shown = {
      action: "code.retrieved",
      subject: folder.split("/").at(-1),
      details: { ...details, commit: git(["rev-parse", "HEAD"]).trim() },
    };
    expect(told).toMatchObject([shown, called("draft"), called("verify")]);
    const tokens = told.map(({ details: { promptTokens } }) => Number(promptTokens ?? 0));
    expect(tokens.reduce((sum, each) => sum + each)).toBe(usage.prompt_tokens);
  });

  test("nor is what the expert says of these lines in other words, until they change", async () => {
    const says = (quote: string, title: string) => {
      drafts(() => findings([{ quote, title, body: `${title}.`, category: "correctness" }]));
    };
    says(byExpert, "The opened file is never closed");
    const { fingerprint } = await firstOf(sentFile(byExpert));
    await dismiss(fingerprint, "not_a_problem");
    says(byExpert, "A descriptor leaks here");
    expect((await ask(sentFile(byExpert, "# moved\n"))).findings).toEqual([]);
    const changed = byExpert.replace("file.name", "file.path");
    says(changed, "A descriptor leaks here");
    expect((await ask(sentFile(changed))).findings).toHaveLength(1);
  });

  test("not now is a week, and a dismissal that comes while a review runs stays", async () => {
    const { fingerprint } = await firstOf(sentFile(byRule));
    await dismiss(fingerprint, "not_now");
    expect((await ask(sentFile(byRule))).findings).toEqual([]);
    await run("UPDATE editor_findings SET dismissed_at = now() - interval '8 days'");
    drafts(async () => {
      await dismiss(fingerprint, "not_a_problem");
      return findings([]);
    });
    expect((await ask(sentFile(byRule))).findings).toHaveLength(1);
    expect((await ask(sentFile(byRule))).findings).toEqual([]);
  });

  test("of what was not said to somebody nothing can be dismissed, and nothing of code is kept", async () => {
    const { fingerprint } = await firstOf(sentFile(byRule));
    expect((await dismiss(fingerprint, "not_now", "stranger")).status).toBe(404);
    const kept = JSON.stringify(await run("SELECT * FROM editor_findings"));
    expect(kept).toContain(fingerprint);
    expect(kept).not.toMatch(/yaml\.load|run\.py|Loader/);
  });

  test("the team's dismissals, rules and filter hold, for who may read the repository", async () => {
    const { fingerprint } = await firstOf(sentFile(byRule));
    await run(
      `INSERT INTO dismissals (repository_id, pull_number, content_key, source, category, path, title, terms, reason, actor)
       SELECT $1, 7, content_key, source, category, 'old.py', 'x', '{}', 'our own files only', 'ada'
         FROM editor_findings WHERE fingerprint = $2`,
      repositoryId,
      fingerprint,
    );
    await run(
      "INSERT INTO memories (repository_id, text, paths, actor, pull_number) VALUES ($1, 'Loaders are ours', '{}', 'ada', 7)",
      repositoryId,
    );
    expect((await ask(sentFile(byRule))).findings).toEqual([]);
    expect(shop.lastRequest()?.user).toContain("Loaders are ours");
    expect((await ask(sentFile(byRule), {}, "stranger")).findings).toHaveLength(1);
    expect(shop.lastRequest()?.user).not.toContain("Loaders are ours");

    await run("DELETE FROM dismissals");
    const nothingPasses = { ...toStoredModel({ ...priorModel, threshold: 1.1 }) };
    await run(
      "INSERT INTO filter_models (repository_id, weights, measures, is_in_use, reason, trained_at) VALUES ($1, $2, '{}', true, 'said', now())",
      repositoryId,
      JSON.stringify(nothingPasses),
    );
    expect((await ask(sentFile(byRule))).findings).toEqual([]);
    expect((await ask(sentFile(byRule), {}, "stranger")).findings).toHaveLength(1);
  });

  test("what is open on the branch's pull request is told as said there, where it stands now", async () => {
    const { fingerprint, title } = await firstOf(sentFile(byRule));
    await run(
      `INSERT INTO reviews (repository_id, pull_number, head_sha, trigger, state)
       VALUES ($1, 12, $2, 'webhook', 'posted')`,
      repositoryId,
      commit,
    );
    await run(
      `INSERT INTO remarks (repository_id, pull_number, fingerprint, content_key, source, severity, category, title,
                            body, path, side, start_line, line, line_hashes, before_hashes, after_hashes, place,
                            first_head_sha, said_at)
       SELECT $1, 12, fingerprint, content_key, source, severity, category, $2, 'Said.', 'run.py', side,
              start_line, line, line_hashes, before_hashes, after_hashes, 'inline', $3, now()
         FROM editor_findings`,
      ...[repositoryId, title, commit],
    );
    const moved = sentFile(byRule, "# moved\n");
    const said = await ask(moved, { commits: ["d".repeat(40), commit] });
    expect(said).toMatchObject({
      findings: [],
      already_said: [
        {
          ...{ fingerprint, line: 6, body: "Said.", pull_request: { number: 12 } },
          edit: { start_line: 6, end_line: 6, text: expect.stringContaining("yaml.safe_load") },
        },
      ],
    });
    const none = { findings: [{ line: 6 }], already_said: [] };
    expect(await ask(moved)).toMatchObject(none);
    expect(await ask(moved, { commits: [commit] }, "stranger")).toMatchObject(none);

    await dismiss(fingerprint, "not_now");
    const dismissed = await ask(moved, { commits: [commit] });
    expect(dismissed).toMatchObject({ findings: [], already_said: [] });
    await dismiss(fingerprint, null);
    await run("UPDATE remarks SET state = 'resolved'");
    expect(await ask(moved, { commits: [commit] })).toMatchObject({
      findings: [],
      already_said: [],
    });
    await run(
      "INSERT INTO pull_requests (repository_id, number, closed_at) VALUES ($1, 12, now())",
      repositoryId,
    );
    expect(await ask(moved, { commits: [commit] })).toMatchObject(none);
    // Taken back on a pull request of before, the same change is not said again, as the bot has it.
    await run("UPDATE remarks SET state = 'dismissed'");
    expect(await ask(moved)).toMatchObject({ findings: [], already_said: [] });
  });
});
