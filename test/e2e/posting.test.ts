import { type FakeGitHub, startFakeGitHub } from "@devflow/testkit";
import { describe, expect, test } from "vitest";
import { type DevFlow, startDevFlow } from "./devflow-instance.ts";
import { usePGliteStore } from "./pglite-store.ts";
import { openShop, type Shop } from "./shop.ts";

/** What stands on GitHub: comments, threads, the summary, the check run. Rules only, so it is quick. */

const store = usePGliteStore();

interface World extends Shop {
  github: FakeGitHub;
  devflow: DevFlow;
  /** Delivers what waits and gives the end of the newest head's review. */
  settle(): ReturnType<DevFlow["ended"]>;
}

async function withShop(work: (world: World) => Promise<void>) {
  const github = await startFakeGitHub();
  const devflow = await startDevFlow(store(), github, null);
  const shop = await openShop(github);
  const settle = async () => {
    await github.deliverAll(devflow.webhookUrl);
    return await devflow.ended(shop.pull.headSha);
  };
  try {
    await work({ ...shop, github, devflow, settle });
    await github.deliverAll(devflow.webhookUrl);
    github.assertNothingLeft();
  } finally {
    await devflow.close();
    await store().clear();
    await github.close();
  }
}

const evil = "export const run = (code: string) => eval(code);\n";
const calm = "export const run = (code: string) => code.length;\n";

const remarks = (devflow: DevFlow) =>
  devflow.database.query<{
    state: string;
    state_actor: string | null;
    is_thread_resolved: boolean;
  }>("SELECT state, state_actor, is_thread_resolved FROM remarks ORDER BY id");

describe("a remark's life on GitHub", () => {
  test("is a comment and a line of the summary; fixed, its thread is resolved and names the commit; back again, the same thread is open", async () => {
    await withShop(async ({ pull, devflow, github, settle }) => {
      await pull.push({ files: { "src/run.ts": evil } });
      await settle();
      const [comment] = pull.botReviewComments;
      expect(pull.botReviews[0]?.body).toMatch(
        /^\*\*DevFlow: 1 finding \(1 high\)\*\* in `\w{7}`\.\n\n<!-- devflow:review \w+ -->$/,
      );
      const [summary] = pull.botComments;
      expect(summary?.body).toContain(`/acme/shop/pull/1#discussion_r${comment!.id}`);
      expect(pull.checkRuns[0]?.annotations).toMatchObject([
        { path: "src/run.ts", startLine: 1, level: "warning" },
      ]);

      const fixedAt = await pull.push({ files: { "src/run.ts": calm } });
      await settle();
      expect(comment!.thread.resolvedBy?.login).toBe("devflow[bot]");
      expect(comment!.body).toMatch(new RegExp(`^Fixed in ${fixedAt.slice(0, 12)}\\.\n\n`));
      expect(summary!.body).toContain("nothing stands");
      expect(pull.checkRuns[0]?.annotations).toEqual([]);

      await pull.push({ files: { "src/run.ts": evil } });
      await settle();
      expect(comment!.thread.resolvedBy).toBeNull();
      expect(comment!.body).not.toContain("Fixed in");
      expect(summary!.body).toContain("1 remark stands");
      expect(pull.botReviewComments).toHaveLength(1);
      expect(pull.botComments).toHaveLength(1);
      expect(await remarks(devflow)).toMatchObject([{ state: "open", is_thread_resolved: false }]);
      expect(github.violations).toEqual([]);
    });
  });

  test("says nothing where there is nothing to say: no review, no summary, a check run only", async () => {
    await withShop(async ({ pull, settle }) => {
      await pull.push({ files: { "src/run.ts": calm } });
      await settle();
      expect(pull.botReviews).toEqual([]);
      expect(pull.botComments).toEqual([]);
      expect(pull.checkRuns).toMatchObject([{ status: "completed", conclusion: "neutral" }]);
    });
  });

  test("that GitHub does not let us post is told by the check run, with what may be missing", async () => {
    await withShop(async ({ pull, github, settle }) => {
      github.inject({ method: "POST", path: /\/reviews$/, fault: { kind: "status", status: 403 } });
      await pull.push({ files: { "src/run.ts": evil } });
      expect(await settle()).toMatchObject({ state: "failed", outcome: "github forbidden" });
      const title = () => pull.checkRuns[0]?.output.title;
      await expect
        .poll(title, { timeout: 10_000 })
        .toBe(
          "The review failed: GitHub does not allow what it takes; the App may lack a permission",
        );
    });
  });

  test("follows what people do with its thread, also when the webhook was lost", async () => {
    await withShop(async ({ repository, pull, devflow, github, settle }) => {
      for (const login of ["ada", "bob"]) repository.setPermission(login, "write");
      await pull.push({ files: { "src/run.ts": evil } });
      await settle();
      const comment = pull.botReviewComments[0]!;
      pull.resolveThread(comment, "ada");
      await github.deliverAll(devflow.webhookUrl);
      await expect
        .poll(() => remarks(devflow))
        .toEqual([{ state: "resolved", state_actor: "ada", is_thread_resolved: true }]);
      // No push is needed for the summary and the check run to say what stands.
      const summary = () => pull.botComments[0]?.body ?? "";
      const title = () => pull.checkRuns[0]?.output.title ?? "";
      await expect.poll(summary, { timeout: 100_000 }).toContain("1 resolved");
      await expect.poll(title, { timeout: 100_000 }).toMatch(/^no findings/);

      pull.unresolveThread(comment, "ada");
      await github.deliverAll(devflow.webhookUrl);
      await expect.poll(() => remarks(devflow)).toMatchObject([{ state: "open" }]);
      await expect.poll(summary, { timeout: 100_000 }).toContain("1 remark stands");
      await expect.poll(title, { timeout: 100_000 }).toMatch(/^1 finding /);

      pull.resolveThread(comment, "bob");
      const lost = github.hooks.at(-1)!;
      await pull.push({ files: { "src/other.ts": calm } });
      const others = github.hooks.filter((hook) => hook !== lost && hook.attempts.length === 0);
      for (const { guid } of others) await github.deliver({ to: devflow.webhookUrl, guid });
      await devflow.ended(pull.headSha);
      expect(await remarks(devflow)).toMatchObject([{ state: "resolved", state_actor: "bob" }]);
      expect(comment.thread.resolvedBy?.login).toBe("bob");
      expect(pull.botReviewComments).toHaveLength(1);
    });
  });

  test.each(["delivered", "lost"])(
    "goes on counting where its author resolves it who may not write; webhook %s",
    async (webhook) => {
      await withShop(async ({ repository, pull, devflow, github, settle }) => {
        await repository.commit({ files: { ".devflow.yml": "review:\n  fail_on: high\n" } });
        await pull.push({ files: { "src/run.ts": evil } });
        await settle();
        const comment = pull.botReviewComments[0]!;
        pull.resolveThread(comment, "mallory");
        if (webhook === "lost") await pull.push({ files: { "src/other.ts": calm } });
        for (const hook of github.hooks) {
          const isLost = webhook === "lost" && hook.event === "pull_request_review_thread";
          if (hook.attempts.length > 0 || isLost) continue;
          await github.deliver({ to: devflow.webhookUrl, guid: hook.guid });
        }
        const told = "1 remark was resolved by the author or somebody else without write access";
        const run = () => pull.checkRuns.find(({ headSha }) => headSha === pull.headSha);
        await expect.poll(() => run()?.output.summary, { timeout: 100_000 }).toContain(told);
        expect(run()).toMatchObject({ status: "completed", conclusion: "failure" });
        expect(await remarks(devflow)).toMatchObject([{ state: "resolved" }]);
        expect(comment.thread.resolvedBy?.login).toBe("mallory");
        expect(pull.botReviewComments).toHaveLength(1);

        await pull.push({ files: { "src/run.ts": calm } });
        await settle();
        expect(run()?.conclusion).toBe("neutral");
        expect(run()?.output.summary).not.toContain(told);
        expect(comment.body).toMatch(/^Fixed in /);
      });
    },
  );

  test("counts no more where somebody who may write settles what its author has resolved", async () => {
    await withShop(async ({ repository, pull, devflow, github, settle }) => {
      repository.setPermission("ada", "write");
      await repository.commit({ files: { ".devflow.yml": "review:\n  fail_on: high\n" } });
      await pull.push({ files: { "src/run.ts": evil } });
      await settle();
      const conclusion = () => pull.checkRuns[0]?.conclusion;
      const counting = () => devflow.database.query("SELECT resolution FROM remarks");
      pull.resolveThread(pull.botReviewComments[0]!, "mallory");
      await github.deliverAll(devflow.webhookUrl);
      await expect.poll(counting).toEqual([{ resolution: "without_permission" }]);
      pull.replyTo(pull.botReviewComments[0]!, { author: "ada", body: "/resolve" });
      await github.deliverAll(devflow.webhookUrl);
      await expect.poll(counting, { timeout: 100_000 }).toEqual([{ resolution: null }]);
      await expect.poll(conclusion, { timeout: 100_000 }).toBe("neutral");
    });
  });

  test("of a rule that is switched off is closed for that reason, and open again with the rule", async () => {
    await withShop(async ({ repository, pull, devflow, settle }) => {
      await pull.push({ files: { "src/run.ts": evil } });
      await settle();
      const comment = pull.botReviewComments[0]!;
      const [row] = await devflow.database.query("SELECT source FROM remarks");
      const rule = String(row?.source).replace("rule:", "");
      const configure = async (text: string) => {
        await repository.commit({ files: { ".devflow.yml": text } });
        pull.record.base.sha = (await repository.tip())!;
      };
      await configure(`rules:\n  disabled: [${rule}]\n`);
      await pull.push({ files: { "src/other.ts": calm } });
      await settle();
      expect(comment.body).toMatch(/^No longer reported: the rule is switched off\.\n\n/);
      expect(comment.thread.resolvedBy?.login).toBe("devflow[bot]");
      expect(pull.botComments[0]?.body).toContain("nothing stands");
      expect(pull.botComments[0]?.body).not.toContain("fixed");

      await configure("rules:\n  disabled: []\n");
      await pull.push({ files: { "src/another.ts": calm } });
      await settle();
      expect(comment.body).not.toContain("No longer reported");
      expect(comment.thread.resolvedBy).toBeNull();
      expect(pull.botReviewComments).toHaveLength(1);
    });
  });

  test("names the commit where GitHub does not let us resolve, and tries again later", async () => {
    await withShop(async ({ pull, github, settle }) => {
      await pull.push({ files: { "src/run.ts": evil } });
      await settle();
      github.refuseToResolve();
      await pull.push({ files: { "src/run.ts": calm } });
      expect(await settle()).toMatchObject({ state: "posted" });
      const comment = pull.botReviewComments[0]!;
      expect(comment.body).toMatch(/^Fixed in /);
      expect(comment.thread.resolvedBy).toBeNull();
      github.refuseToResolve(false);
      await pull.push({ files: { "src/other.ts": calm } });
      await settle();
      expect(comment.thread.resolvedBy?.login).toBe("devflow[bot]");
      expect(comment.body.match(/Fixed in/g)).toHaveLength(1);
    });
  });

  test("says no longer that it is fixed when it is back, also where GitHub does not let us resolve", async () => {
    await withShop(async ({ pull, github, settle }) => {
      await pull.push({ files: { "src/run.ts": evil } });
      await settle();
      github.refuseToResolve();
      await pull.push({ files: { "src/run.ts": calm } });
      await settle();
      await pull.push({ files: { "src/run.ts": `${evil}\n` } });
      await settle();
      const comment = pull.botReviewComments[0]!;
      expect(comment.body).not.toContain("Fixed in");
      expect(comment.thread.resolvedBy).toBeNull();
    });
  });
});
