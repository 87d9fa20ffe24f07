import { type FakeGitHub, startFakeGitHub } from "@devflow/testkit";
import {
  byPurpose,
  findings,
  type ScriptOption,
  startModelServer,
  status,
  verdict,
} from "@devflow/testkit/model-server";
import { expect, test } from "vitest";
import { type DevFlow, startDevFlow } from "./devflow-instance.ts";
import { usePGliteStore } from "./pglite-store.ts";
import { attentiveExpert, cart, divisionByZero, openShop } from "./shop.ts";

/** What a second look at the same pull request must not repeat, lose or call green. */

const store = usePGliteStore();

async function withDevFlow(
  script: ScriptOption,
  work: (devflow: DevFlow, github: FakeGitHub) => Promise<void>,
  onStep?: Parameters<typeof startDevFlow>[3],
) {
  const github = await startFakeGitHub();
  const expert = await startModelServer({ script });
  const devflow = await startDevFlow(store(), github, expert, onStep);
  try {
    await work(devflow, github);
    github.assertNothingLeft();
  } finally {
    await devflow.close();
    await expert.close();
    await store().clear();
    await github.close();
  }
}

/** Ends when the head's review has ended that was asked for in this way. */
async function endedBy(devflow: DevFlow, trigger: string) {
  await expect
    .poll(
      () =>
        devflow.database.query(
          "SELECT state FROM reviews WHERE trigger = $1 AND finished_at IS NOT NULL",
          [trigger],
        ),
      { timeout: 100_000 },
    )
    .toEqual([{ state: "posted" }]);
}

/** The same mistake in another language, and of the line after it. */
const inGerman = {
  ...divisionByZero,
  quote: "}",
  category: "api_misuse",
  title: "Teilt durch null",
  body: "Für einen neuen Warenkorb ist `items.length` null.",
  suggestion: null,
};

/** The same mistake in other words and under another category at each draft, and a new one later. */
function wordyExpert(later: Parameters<typeof findings>[0] = []): ScriptOption {
  let drafts = 0;
  return byPurpose({
    draft() {
      drafts += 1;
      const category = drafts === 1 ? "correctness" : "robustness";
      const title = `In the words of draft ${drafts}`;
      return findings([
        { ...divisionByZero, category, title },
        ...(drafts === 1 ? [] : [inGerman, ...later]),
      ]);
    },
    verify: () => verdict("keep"),
  });
}

const slowSum = {
  ...divisionByZero,
  quote: "const total = items.reduce((sum, item) => sum + item, 0);",
  category: "performance",
  title: "Adds up all items at each call",
  body: "`reduce` goes over all of `items`, however often the average is asked for.",
  suggestion: null,
};

test("an empty push makes nothing green that stands", async () => {
  await withDevFlow(attentiveExpert, async (devflow, github) => {
    const files = { ".devflow.yml": "review:\n  fail_on: high\n" };
    const repository = await github.createRepository({ name: "shop", files });
    await repository.commit({ branch: "average", files: { "src/cart.ts": cart } });
    const pull = await repository.openPullRequest({ head: "average" });
    await github.deliverAll(devflow.webhookUrl);
    await devflow.ended(pull.headSha);
    expect(pull.checkRuns).toMatchObject([{ conclusion: "failure" }]);
    await pull.push({ files: { "src/other.ts": "export const other = 1;\n" } });
    await github.deliverAll(devflow.webhookUrl);
    await devflow.ended(pull.headSha);
    expect(pull.botReviews).toHaveLength(1);
    const latest = pull.checkRuns.find(({ headSha }) => headSha === pull.headSha);
    expect(latest).toMatchObject({ conclusion: "failure" });
    expect(latest?.output.title).toContain("no new findings, 1 still stands");
  });
});

test("a check that is run again says what is new and nothing in other words", async () => {
  await withDevFlow(wordyExpert([slowSum]), async (devflow, github) => {
    const { repository, pull } = await openShop(github);
    await github.deliverAll(devflow.webhookUrl);
    await devflow.ended(pull.headSha);
    github.rerequestCheckRun(repository, pull.checkRuns[0]!);
    await github.deliverAll(devflow.webhookUrl);
    await endedBy(devflow, "check_run");
    expect(pull.botReviews.filter(({ body }) => body !== "")).toHaveLength(1);
    const lines = pull.botReviewComments.map(({ line }) => line);
    expect(lines.sort()).toEqual([4, 5]);
    expect(pull.botReviews[0]?.body).toContain("2 findings (2 high)");
  });
});

test("after a lost database a review is completed, not repeated and not passed over", async () => {
  await withDevFlow(wordyExpert([slowSum]), async (devflow, github) => {
    const { repository, pull } = await openShop(github);
    repository.setPermission("maintainer", "write");
    await github.deliverAll(devflow.webhookUrl);
    await devflow.ended(pull.headSha);
    await devflow.database.query("DELETE FROM reviews");
    pull.comment({ author: "maintainer", body: "/review" });
    await github.deliverAll(devflow.webhookUrl);
    await endedBy(devflow, "command");
    expect(pull.botReviews.filter(({ body }) => body !== "")).toHaveLength(1);
    const titles = pull.botReviewComments.map(({ body }) => body.split("\n")[0]);
    expect(titles).toContain(`**${slowSum.title}**`);
    const unposted = await devflow.database.query(
      "SELECT title FROM findings WHERE state = 'posted' AND github_comment_id IS NULL",
    );
    expect(unposted).toEqual([]);
  });
});

test("what GitHub refused to place is a line of the summary, and is not said again at the next push", async () => {
  await withDevFlow(attentiveExpert, async (devflow, github) => {
    const { pull } = await openShop(github);
    for (const kind of ["reviews", "comments"]) {
      const path = `/repos/*/*/pulls/*/${kind}`;
      github.inject({ method: "POST", path, fault: { kind: "status", status: 422 } });
    }
    await github.deliverAll(devflow.webhookUrl);
    await devflow.ended(pull.headSha);
    await pull.push({ files: { "src/other.ts": "export const other = 1;\n" } });
    await github.deliverAll(devflow.webhookUrl);
    await devflow.ended(pull.headSha);
    expect(pull.botReviews).toHaveLength(1);
    expect(pull.botReviewComments).toEqual([]);
  });
});

test("when the expert comes back, what GitHub refused to place stays in the summary", async () => {
  let isUp = false;
  const script = byPurpose({
    draft: () => (isUp ? findings([divisionByZero]) : status(400)),
    verify: () => verdict("keep"),
  });
  await withDevFlow(script, async (devflow, github) => {
    const { repository, pull } = await openShop(github);
    const code = "export const run = (code: string) => eval(code);\n";
    await repository.commit({ branch: "average", files: { "src/run.ts": code } });
    const path = "/repos/*/*/pulls/*/reviews";
    github.inject({ method: "POST", path, fault: { kind: "status", status: 422 } });
    const refused = "/repos/*/*/pulls/*/comments";
    github.inject({
      method: "POST",
      path: refused,
      times: 2,
      fault: { kind: "status", status: 422 },
    });
    await github.deliverAll(devflow.webhookUrl);
    await github.waitFor(({ kind }) => kind === "effect" && pull.botReviews.length === 1);
    isUp = true;
    await expect
      .poll(() => pull.botComments[0]?.body ?? "", { timeout: 100_000 })
      .toContain(divisionByZero.title);
    await devflow.ended(pull.headSha);
    expect(pull.botComments[0]?.body).toContain("src/run.ts");
    expect(pull.botComments).toHaveLength(1);
    expect(pull.botReviewComments).toEqual([]);
  });
});

test("/review brings the expert's part of a review that had to do without", async () => {
  await withDevFlow(wordyExpert(), async (devflow, github) => {
    const { repository, pull } = await openShop(github);
    repository.setPermission("maintainer", "write");
    await github.deliverAll(devflow.webhookUrl);
    await devflow.ended(pull.headSha);
    await devflow.database.query("UPDATE reviews SET expert_state = 'unavailable'");
    pull.comment({ author: "maintainer", body: "/review" });
    await github.deliverAll(devflow.webhookUrl);
    await endedBy(devflow, "command");
    const rows = await devflow.database.query("SELECT expert_state FROM reviews");
    expect(rows).toEqual([{ expert_state: "used" }]);
    expect(pull.botReviewComments).toHaveLength(1);
  });
});

test("a command that GitHub does not let us answer ends, and is not tried for ever", async () => {
  await withDevFlow(attentiveExpert, async (devflow, github) => {
    const { pull } = await openShop(github);
    await github.deliverAll(devflow.webhookUrl);
    await devflow.ended(pull.headSha);
    pull.comment({ body: "/review" });
    const path = "/repos/*/*/issues/comments/*/reactions";
    github.inject({ method: "POST", path, fault: { kind: "status", status: 404 } });
    await github.deliverAll(devflow.webhookUrl);
    await expect
      .poll(() => devflow.database.query("SELECT state, outcome FROM commands"), {
        timeout: 100_000,
      })
      .toEqual([{ state: "failed", outcome: "github gone" }]);
  });
});

test("a database from before there were remarks knows what was said, and where", async () => {
  await withDevFlow(wordyExpert(), async (devflow, github) => {
    const { pull } = await openShop(github);
    await github.deliverAll(devflow.webhookUrl);
    await devflow.ended(pull.headSha);
    await devflow.database.query("DELETE FROM remarks");
    await devflow.database.query("UPDATE reviews SET read_keys = '[]'");
    await pull.push({ files: { "src/cart.ts": `// Moved down.\n${cart}` } });
    await github.deliverAll(devflow.webhookUrl);
    await devflow.ended(pull.headSha);
    expect(pull.botReviewComments).toHaveLength(1);
    const remarks = await devflow.database.query(
      "SELECT state, line, cardinality(line_hashes) AS hashes FROM remarks",
    );
    expect(remarks).toEqual([{ state: "open", line: 6, hashes: 1 }]);
    expect(pull.checkRuns).toMatchObject([{ conclusion: "neutral" }]);
  });
});

test("a check run that a dead worker left in progress is ended by the next head's review", async () => {
  await withDevFlow(attentiveExpert, async (devflow, github) => {
    const { repository, pull } = await openShop(github);
    await github.deliverAll(devflow.webhookUrl);
    await devflow.ended(pull.headSha);
    const oldHead = pull.headSha;
    await devflow.database.query(
      "UPDATE reviews SET state = 'superseded', is_check_run_open = true",
    );
    await pull.push({ files: { "src/other.ts": "export const other = 1;\n" } });
    await github.deliverAll(devflow.webhookUrl);
    await devflow.ended(pull.headSha);
    const left = repository.checkRuns.filter(({ headSha }) => headSha === oldHead);
    expect(left).toMatchObject([{ status: "completed", conclusion: "cancelled" }]);
    const open = await devflow.database.query("SELECT id FROM reviews WHERE is_check_run_open");
    expect(open).toEqual([]);
  });
});

test("what was settled and never posted is said by the review that took over", async () => {
  await withDevFlow(attentiveExpert, async (devflow, github) => {
    const { pull } = await openShop(github);
    const path = "/repos/*/*/pulls/*/reviews";
    const down = { kind: "status", status: 503 } as const;
    const injection = github.inject({ method: "POST", path, times: 100, fault: down });
    await github.deliverAll(devflow.webhookUrl);
    await expect
      .poll(() => devflow.database.query("SELECT title FROM remarks WHERE said_at IS NULL"), {
        timeout: 100_000,
      })
      .toHaveLength(1);
    await injection.happened;
    await pull.push({ files: { "src/other.ts": "export const other = 1;\n" } });
    await github.deliverAll(devflow.webhookUrl);
    injection.withdraw();
    await devflow.ended(pull.headSha);
    expect(pull.botReviewComments).toHaveLength(1);
    const rows = await devflow.database.query(
      "SELECT state FROM remarks WHERE said_at IS NOT NULL",
    );
    expect(rows).toEqual([{ state: "open" }]);
  });
});

test("an old check run that GitHub does not take any more keeps no newer head from its review", async () => {
  await withDevFlow(attentiveExpert, async (devflow, github) => {
    const { pull } = await openShop(github);
    await github.deliverAll(devflow.webhookUrl);
    await devflow.ended(pull.headSha);
    await devflow.database.query(
      "UPDATE reviews SET state = 'superseded', is_check_run_open = true",
    );
    const path = "/repos/*/*/check-runs/*";
    github.inject({ method: "PATCH", path, times: 1, fault: { kind: "status", status: 422 } });
    await pull.push({ files: { "src/other.ts": "export const other = 1;\n" } });
    await github.deliverAll(devflow.webhookUrl);
    expect(await devflow.ended(pull.headSha)).toMatchObject({ state: "posted" });
  });
});

test("what was dismissed stays so after a lost database", async () => {
  await withDevFlow(attentiveExpert, async (devflow, github) => {
    const { repository, pull } = await openShop(github);
    repository.setPermission("kim", "write");
    await github.deliverAll(devflow.webhookUrl);
    await devflow.ended(pull.headSha);
    const comment = pull.botReviewComments[0]!;
    pull.replyTo(comment, { author: "kim", body: "/dismiss we want it so" });
    await github.deliverAll(devflow.webhookUrl);
    await expect.poll(() => comment.thread.resolvedBy?.login).toBe("devflow[bot]");
    // A command whose review is taken away under it says that it failed.
    const states = () => devflow.database.query("SELECT state FROM commands");
    await expect.poll(states).toEqual([{ state: "done" }]);
    await devflow.database.query("DELETE FROM commands");
    await devflow.database.query("DELETE FROM reviews");
    await devflow.database.query("DELETE FROM remarks");
    await devflow.database.query("DELETE FROM dismissals");
    await pull.push({ files: { "src/other.ts": "export const other = 1;\n" } });
    await github.deliverAll(devflow.webhookUrl);
    await devflow.ended(pull.headSha);
    expect(pull.botReviewComments).toHaveLength(1);
    expect(comment.thread.resolvedBy?.login).toBe("devflow[bot]");
    expect(await devflow.database.query("SELECT state FROM remarks")).toEqual([
      { state: "resolved" },
    ]);
  });
});

test("what the review of an earlier head says while this one is settled is not said again", async () => {
  let isSaid = false;
  let sayIt = async () => {};
  await withDevFlow(
    attentiveExpert,
    async (devflow, github) => {
      const { pull } = await openShop(github);
      sayIt = async () => {
        const [remark] = await devflow.database.query<{ fingerprint: string; line: number }>(
          "SELECT fingerprint, line FROM remarks",
        );
        await pull.reviewComment({
          author: "devflow[bot]",
          body: `Said by the run before.\n\n<!-- devflow:comment ${remark!.fingerprint} -->`,
          path: "src/cart.ts",
          line: remark!.line,
        });
        isSaid = true;
      };
      await github.deliverAll(devflow.webhookUrl);
      await devflow.ended(pull.headSha);
      expect(pull.botReviewComments).toHaveLength(1);
      const ids = await devflow.database.query("SELECT github_comment_id AS id FROM remarks");
      expect(ids).toEqual([{ id: pull.botReviewComments[0]!.id }]);
      await github.deliverAll(devflow.webhookUrl);
    },
    async (step) => {
      if (step === "settled" && !isSaid) await sayIt();
    },
  );
});

test("a backport does not say again what was taken back, and a thread that a person opened stays open", async () => {
  await withDevFlow(attentiveExpert, async (devflow, github) => {
    const { repository, pull } = await openShop(github);
    repository.setPermission("kim", "write");
    await github.deliverAll(devflow.webhookUrl);
    await devflow.ended(pull.headSha);
    const comment = pull.botReviewComments[0]!;
    pull.replyTo(comment, { author: "kim", body: "/dismiss" });
    await github.deliverAll(devflow.webhookUrl);
    await expect.poll(() => comment.thread.resolvedBy?.login).toBe("devflow[bot]");
    const release = await repository.commit({ branch: "release", files: { "NEWS.md": "1.1\n" } });
    await repository.commit({ branch: "port", from: release, files: { "src/cart.ts": cart } });
    const port = await repository.openPullRequest({ head: "port", base: "release" });
    await github.deliverAll(devflow.webhookUrl);
    await devflow.ended(port.headSha);
    expect(port.botReviewComments).toEqual([]);

    pull.unresolveThread(comment, "kim");
    await pull.push({ files: { "src/cart.ts": "export const currency = 'USD';\n" } });
    await github.deliverAll(devflow.webhookUrl);
    await devflow.ended(pull.headSha);
    await expect.poll(() => comment.body).toMatch(/^Fixed in /);
    expect(comment.thread.resolvedBy?.login).toBe("devflow[bot]");
    pull.unresolveThread(comment, "kim");
    await github.deliverAll(devflow.webhookUrl);
    await expect.poll(() => comment.body).toMatch(/^\*\*Division by zero/);
    await pull.push({ files: { "src/other.ts": "export const other = 1;\n" } });
    await github.deliverAll(devflow.webhookUrl);
    await devflow.ended(pull.headSha);
    expect(comment.thread.resolvedBy).toBeNull();
    expect(comment.body).toMatch(/^\*\*Division by zero/);
  });
});
