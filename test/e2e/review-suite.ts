import { type FakeGitHub, type ModelServer, startFakeGitHub } from "@devflow/testkit";
import {
  byPurpose,
  clean,
  findings,
  type ScriptOption,
  startModelServer,
  status,
  verdict,
} from "@devflow/testkit/model-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DevFlow, type Store, startDevFlow } from "./devflow-instance.ts";
import { attentiveExpert, divisionByZero, openShop } from "./shop.ts";

/** The main job over real HTTP, the same on every store. */
export function describeReviews(name: string, openStore: () => Promise<Store>): void {
  describe(`reviews on ${name}`, () => {
    let store: Store;
    beforeAll(async () => {
      store = await openStore();
    });
    afterAll(async () => {
      await store.close();
    });

    /** A GitHub, an expert and a DevFlow of its own; ends only when nothing is left over. */
    async function withDevFlow(
      script: ScriptOption | null,
      work: (devflow: DevFlow, github: FakeGitHub, expert: ModelServer | null) => Promise<void>,
    ) {
      const github = await startFakeGitHub();
      const expert = script === null ? null : await startModelServer({ script });
      const devflow = await startDevFlow(store, github, expert);
      try {
        await work(devflow, github, expert);
        github.assertNothingLeft();
      } finally {
        await devflow.close();
        await expert?.close();
        await store.clear();
        await github.close();
      }
    }

    test("posts one review with inline comments at real lines, and completes the check run", async () => {
      await withDevFlow(attentiveExpert, async (devflow, github) => {
        const { pull } = await openShop(github);
        await github.deliverAll(devflow.webhookUrl);
        const review = await devflow.ended(pull.headSha);
        expect(review).toMatchObject({ state: "posted", expert_state: "used" });
        expect(pull.botReviews).toHaveLength(1);
        expect(pull.botReviews[0]).toMatchObject({ commitId: pull.headSha, state: "COMMENTED" });
        expect(pull.botReviewComments).toMatchObject([{ path: "src/cart.ts", line: 5 }]);
        expect(pull.botReviewComments[0]?.body).toContain("```suggestion");
        expect(github.suggestionsChecked).toBeGreaterThan(0);
        expect(pull.checkRuns).toMatchObject([
          { name: "DevFlow review", status: "completed", conclusion: "neutral" },
        ]);
        const rows = await devflow.database.query(
          "SELECT state, path, line, github_comment_id FROM findings WHERE review_id = $1",
          [review.id],
        );
        expect(rows).toEqual([
          {
            state: "posted",
            path: "src/cart.ts",
            line: 5,
            github_comment_id: pull.botReviewComments[0]?.id,
          },
        ]);
      });
    });

    test("posts one review for deliveries that come three times in any order", async () => {
      await withDevFlow(attentiveExpert, async (devflow, github) => {
        const { pull } = await openShop(github);
        const attempts = await github.deliverAll(devflow.webhookUrl, {
          times: 3,
          order: "shuffled",
          seed: 7,
        });
        expect(attempts.every((attempt) => attempt.statusCode === 202)).toBe(true);
        await devflow.ended(pull.headSha);
        const [{ guid } = { guid: "" }] = github.hooks;
        await github.deliver({ to: devflow.webhookUrl, guid, times: 2 });
        expect(pull.botReviews).toHaveLength(1);
        expect(pull.botReviewComments).toHaveLength(1);
      });
    });

    test("says nothing and is green for a clean change that was read whole", async () => {
      await withDevFlow(
        () => clean(),
        async (devflow, github) => {
          const { pull } = await openShop(github);
          await github.deliverAll(devflow.webhookUrl);
          await devflow.ended(pull.headSha);
          expect(pull.botReviews).toEqual([]);
          expect(pull.botReviewComments).toEqual([]);
          expect(pull.checkRuns).toMatchObject([{ conclusion: "success" }]);
        },
      );
    });

    test("holds a finding with a wrong quote and stores the reason", async () => {
      const wrong = { ...divisionByZero, quote: "return sum / count;" };
      await withDevFlow(byPurpose({ draft: [findings([wrong])] }), async (devflow, github) => {
        const { pull } = await openShop(github);
        await github.deliverAll(devflow.webhookUrl);
        const { id } = await devflow.ended(pull.headSha);
        expect(pull.botReviews).toEqual([]);
        const rows = await devflow.database.query(
          "SELECT state, reason FROM findings WHERE review_id = $1",
          [id],
        );
        expect(rows).toEqual([{ state: "held", reason: "the quoted line is not in the diff" }]);
      });
    });

    test("does not say it again after a push that leaves it there", async () => {
      await withDevFlow(attentiveExpert, async (devflow, github) => {
        const { pull } = await openShop(github);
        await github.deliverAll(devflow.webhookUrl);
        await devflow.ended(pull.headSha);
        await pull.push({ files: { "src/other.ts": "export const other = 1;\n" } });
        await github.deliverAll(devflow.webhookUrl);
        await devflow.ended(pull.headSha);
        expect(pull.botReviews).toHaveLength(1);
        expect(pull.botReviewComments).toHaveLength(1);
      });
    });

    test("a newer head supersedes the running review", async () => {
      const gate = Promise.withResolvers<void>();
      let calls = 0;
      const script = byPurpose({
        draft: async () => {
          calls += 1;
          if (calls === 1) await gate.promise;
          return findings([divisionByZero]);
        },
        verify: () => verdict("keep"),
      });
      await withDevFlow(script, async (devflow, github, expert) => {
        const { pull } = await openShop(github);
        const firstHead = pull.headSha;
        await github.deliverAll(devflow.webhookUrl);
        const request = await expert!.received(1);
        await pull.push({ files: { "src/other.ts": "export const other = 1;\n" } });
        await github.deliverAll(devflow.webhookUrl);
        expect(await request.ended).toBe("aborted");
        gate.resolve();
        await devflow.ended(pull.headSha);
        expect(pull.botReviews.map((review) => review.commitId)).toEqual([pull.headSha]);
        expect((await devflow.ended(firstHead)).state).toBe("superseded");
      });
    });

    test.each([
      ["a draft", { draft: true }, "draft"],
      ["a bot's", { author: "renovate[bot]" }, "bot"],
      ["labelled to skip", { labels: ["no-review"] }, "label"],
    ])(
      "a pull request that is %s gets a neutral check run that says why",
      async (_name, options, word) => {
        await withDevFlow(null, async (devflow, github) => {
          const { repository } = await openShop(github);
          await repository.commit({
            branch: "other",
            files: { "src/b.ts": "export const b = 1;\n" },
          });
          const pull = await repository.openPullRequest({ head: "other", ...options });
          await github.deliverAll(devflow.webhookUrl);
          expect(await devflow.ended(pull.headSha)).toMatchObject({ state: "skipped" });
          expect(pull.botReviews).toEqual([]);
          expect(pull.checkRuns).toMatchObject([{ status: "completed", conclusion: "neutral" }]);
          expect(pull.checkRuns[0]?.output.title).toContain(word);
          await devflow.ended(repository.pull(1).headSha);
        });
      },
    );

    test("without an expert the review comes from rules and is not green", async () => {
      await withDevFlow(null, async (devflow, github) => {
        const { repository } = await openShop(github);
        await repository.commit({
          branch: "run",
          files: { "src/run.ts": "export const run = (code: string) => eval(code);\n" },
        });
        const pull = await repository.openPullRequest({ head: "run" });
        await github.deliverAll(devflow.webhookUrl);
        await devflow.ended(pull.headSha);
        expect(pull.botReviewComments).toMatchObject([{ path: "src/run.ts", line: 1 }]);
        expect(pull.botComments[0]?.body).toContain("No expert is configured");
        expect(pull.checkRuns).toMatchObject([{ conclusion: "neutral" }]);
        await devflow.ended(repository.pull(1).headSha);
      });
    });

    test("an expert that is down: rules first, then the same review with the expert's part", async () => {
      let isUp = false;
      const script = byPurpose({
        draft: () => (isUp ? findings([divisionByZero]) : status(400)),
        verify: () => verdict("keep"),
      });
      await withDevFlow(script, async (devflow, github) => {
        const { repository, pull } = await openShop(github);
        await repository.commit({
          branch: "average",
          files: { "src/run.ts": "export const run = (code: string) => eval(code);\n" },
        });
        await github.deliverAll(devflow.webhookUrl);
        await github.waitFor(
          (event) =>
            event.kind === "effect" &&
            event.effect === "issue_comment" &&
            event.number === pull.number,
        );
        expect(pull.botComments[0]?.body).toContain("was unavailable");
        isUp = true;
        await github.waitFor((event) => event.kind === "effect" && event.effect === "review_body", {
          timeoutMs: 100_000,
        });
        await devflow.ended(pull.headSha);
        const own = pull.botReviews.filter((review) => review.body !== "");
        expect(own).toHaveLength(1);
        expect(pull.botComments).toHaveLength(1);
        expect(pull.botComments[0]?.body).not.toContain("was unavailable");
        const places = pull.botReviewComments.map(({ path, line }) => `${path}:${line}`);
        expect(places.sort()).toEqual(["src/cart.ts:5", "src/run.ts:1"]);
      });
    });

    test("GitHub answers 502 after it stored the review: still one", async () => {
      await withDevFlow(attentiveExpert, async (devflow, github) => {
        const { pull } = await openShop(github);
        github.inject({
          method: "POST",
          path: "/repos/*/*/pulls/*/reviews",
          fault: { kind: "status", status: 502, when: "after" },
        });
        await github.deliverAll(devflow.webhookUrl);
        await devflow.ended(pull.headSha);
        expect(pull.botReviews).toHaveLength(1);
        expect(pull.botReviewComments).toHaveLength(1);
      });
    });

    test("GitHub refuses the positions: each is tried by itself, and what is refused again stands in the summary", async () => {
      await withDevFlow(attentiveExpert, async (devflow, github) => {
        const { pull } = await openShop(github);
        for (const kind of ["reviews", "comments"]) {
          github.inject({
            method: "POST",
            path: `/repos/*/*/pulls/*/${kind}`,
            fault: { kind: "status", status: 422 },
          });
        }
        await github.deliverAll(devflow.webhookUrl);
        await devflow.ended(pull.headSha);
        expect(pull.botReviews).toHaveLength(1);
        expect(pull.botReviewComments).toEqual([]);
        expect(pull.botComments).toHaveLength(1);
        expect(pull.botComments[0]?.body).toContain(divisionByZero.title);
      });
    });

    test("a wrong .devflow.yml is answered on the pull request, once, and the defaults are used", async () => {
      await withDevFlow(attentiveExpert, async (devflow, github) => {
        const { repository, pull } = await openShop(github);
        await repository.commit({ files: { ".devflow.yml": "review:\n  max_finding: 3\n" } });
        await github.deliverAll(devflow.webhookUrl);
        await devflow.ended(pull.headSha);
        await pull.push({ files: { "src/other.ts": "export const other = 1;\n" } });
        await github.deliverAll(devflow.webhookUrl);
        await devflow.ended(pull.headSha);
        const answers = pull.comments.filter((comment) => comment.body.includes("max_finding"));
        expect(answers).toHaveLength(1);
        expect(answers[0]?.body).toContain("max_findings");
        expect(pull.botReviews).toHaveLength(1);
      });
    });

    test("/review by somebody who may reviews a draft; anybody else is told why not", async () => {
      await withDevFlow(attentiveExpert, async (devflow, github) => {
        const { repository } = await openShop(github);
        repository.setPermission("maintainer", "write");
        repository.setPermission("stranger", "read");
        await repository.commit({
          branch: "draft",
          files: { "src/cart.ts": "export const a = 2;\n" },
        });
        const pull = await repository.openPullRequest({ head: "draft", draft: true });
        await github.deliverAll(devflow.webhookUrl);
        expect(await devflow.ended(pull.headSha)).toMatchObject({ state: "skipped" });

        const asked = pull.comment({ author: "stranger", body: "/review" });
        await github.deliverAll(devflow.webhookUrl);
        await expect.poll(() => pull.comments.length, { timeout: 100_000 }).toBe(2);
        expect(asked.reactions.map(({ content }) => content)).toEqual(["eyes"]);
        expect(pull.comments[1]?.body).toContain("Only people who may write");

        pull.comment({ author: "maintainer", body: "/review" });
        await github.deliverAll(devflow.webhookUrl);
        await expect
          .poll(async () => (await devflow.ended(pull.headSha)).state, { timeout: 100_000 })
          .toBe("posted");
        await devflow.ended(repository.pull(1).headSha);
      });
    });

    test("a repository that is gone in the middle fails the review with a reason, and ends", async () => {
      const gate = Promise.withResolvers<void>();
      const script = byPurpose({
        draft: async () => {
          await gate.promise;
          return findings([divisionByZero]);
        },
        verify: () => verdict("keep"),
      });
      await withDevFlow(script, async (devflow, github, expert) => {
        const { pull } = await openShop(github);
        await github.deliverAll(devflow.webhookUrl);
        await expert!.received(1);
        github.inject({
          method: "GET",
          path: `/repos/acme/shop/pulls/${pull.number}`,
          fault: { kind: "status", status: 404 },
        });
        gate.resolve();
        expect(await devflow.ended(pull.headSha)).toMatchObject({
          state: "failed",
          outcome: "github gone",
        });
        expect(pull.botReviews).toEqual([]);
      });
    });
  });
}
