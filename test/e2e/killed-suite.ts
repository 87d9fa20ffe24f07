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
] as const;

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
        expect(pull.checkRuns).toMatchObject([{ status: "completed", conclusion: "neutral" }]);
        expect(await store.countStoredFindings()).toBe(1);
        github.assertNothingLeft();
        await expert.close();
        await github.close();
        await store.remove();
      },
      120_000,
    );
  });
}
