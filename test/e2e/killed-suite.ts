import { startFakeGitHub } from "@devflow/testkit";
import { startModelServer } from "@devflow/testkit/model-server";
import { describe, expect, test } from "vitest";
import { environmentFor } from "./devflow-instance.ts";
import { DevFlowProcess } from "./devflow-process.ts";
import { attentiveExpert, openShop } from "./shop.ts";

/** Where the processes of one test keep rows and jobs. */
export interface ProcessStore {
  environment: Record<string, string>;
  /** Findings with a comment on GitHub, read after all processes ended. */
  countStoredFindings(): Promise<number>;
  remove(): Promise<void>;
}

const steps = [
  ["claimed", "before the expert"],
  ["drafted", "after the expert"],
  ["settled", "after storing what to post"],
  ["posted", "after posting and before storing"],
  ["threads", "before the summary"],
  ["summary", "before the check run"],
] as const;

/** Writes of a review that finds an earlier remark fixed; the answer to each is lost with the process. */
const writes = [
  ["the remark's comment says so", "PATCH", "/repos/*/*/pulls/comments/*", 0],
  // Two requests before it read the threads: at the start of the review, and before resolving.
  ["its thread is resolved", "POST", "/graphql", 2],
  ["the summary is edited", "PATCH", "/repos/*/*/issues/comments/*", 0],
] as const;

const evil = "export const run = (code: string) => eval(code);\n";
const calm = "export const run = (code: string) => code.length;\n";

export function describeKilledWorkers(
  name: string,
  openStore: (step: string) => Promise<ProcessStore>,
): void {
  describe(`a worker killed with SIGKILL, on ${name}`, () => {
    test.concurrent.each(steps)(
      "at `%s` (%s): the next one posts exactly one review",
      async (step) => {
        const store = await openStore(step);
        const github = await startFakeGitHub();
        const expert = await startModelServer({ script: attentiveExpert });
        const environment = { ...environmentFor(github, expert, ""), ...store.environment };
        const { pull } = await openShop(github);

        const first = DevFlowProcess.start(environment, step);
        await github.deliverAll(await first.webhookUrl());
        expect(await first.ended()).toBe("SIGKILL");

        const second = DevFlowProcess.start(environment, "");
        await second.webhookUrl();
        await second.line("step stored");
        expect(await second.stop()).toBe(0);

        expect(pull.botReviews).toHaveLength(1);
        expect(pull.botReviewComments).toHaveLength(1);
        expect(pull.botComments).toHaveLength(1);
        expect(pull.checkRuns).toMatchObject([{ status: "completed", conclusion: "neutral" }]);
        expect(await store.countStoredFindings()).toBe(1);
        github.assertNothingLeft();
        await expert.close();
        await github.close();
        await store.remove();
      },
      360_000,
    );
  });
}

/**
 * The answer to a write is lost with the process. What happens then does not depend on the engines,
 * so one of them is enough: a case takes 12 s of computing.
 */
export function describeLostAnswers(
  name: string,
  openStore: (step: string) => Promise<ProcessStore>,
): void {
  describe(`a worker killed with SIGKILL, on ${name}`, () => {
    test.concurrent.each(writes)(
      "when %s: it is said once, and the thread is resolved",
      async (_name, method, path, skip) => {
        const store = await openStore("thread");
        const github = await startFakeGitHub();
        const environment = { ...environmentFor(github, null, ""), ...store.environment };
        const { pull } = await openShop(github);
        await pull.push({ files: { "src/run.ts": evil } });
        const first = DevFlowProcess.start(environment, "");
        const url = await first.webhookUrl();
        await github.deliverAll(url);
        await first.line("step stored");

        const fixedAt = await pull.push({ files: { "src/run.ts": calm } });
        const until = new Promise<never>(() => {});
        const fault = { kind: "hang", when: "after", until } as const;
        const injection = github.inject({ method, path, skip, fault });
        const written = injection.happened.then(() =>
          github.waitFor(({ kind }) => kind === "effect", { from: "now", timeoutMs: 100_000 }),
        );
        await github.deliverAll(url);
        await written;
        await first.kill();

        const second = DevFlowProcess.start(environment, "");
        await second.webhookUrl();
        await second.line("step stored");
        expect(await second.stop()).toBe(0);

        const [comment] = pull.botReviewComments;
        expect(comment?.thread.resolvedBy?.login).toBe("devflow[bot]");
        expect(comment?.body.match(/Fixed in \w+/g)).toEqual([`Fixed in ${fixedAt.slice(0, 12)}`]);
        expect(pull.botComments).toHaveLength(1);
        expect(pull.botComments[0]?.body).toContain("nothing stands");
        expect(pull.checkRuns).toMatchObject([{ status: "completed" }]);
        github.assertNothingLeft();
        await github.close();
        await store.remove();
      },
      360_000,
    );
  });
}
