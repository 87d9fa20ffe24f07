import { ExternalError } from "@devflow/errors";
import type { Completion, CompletionRequest, Expert } from "@devflow/expert";
import { expect, test } from "vitest";
import { oneAtATime } from "../../src/experts/one-at-a-time.ts";

const ask = { system: "s", maxOutputTokens: 16, purpose: "draft" as const };
const answer = (text: string): Completion => ({
  ...{ text, finishReason: "stop", promptTokens: 1, completionTokens: 1 },
});

/** An expert that counts what it is asked side by side, and fails where it is told to. */
function busyExpert() {
  const seen = { now: 0, most: 0, asked: [] as string[] };
  const expert: Expert = {
    identity: { url: "http://model", model: "review@1" },
    windowTokens: 4_096,
    maxOutputTokens: 512,
    countTokens: async (text) => text.length,
    async complete({ user }: CompletionRequest) {
      seen.asked.push(user);
      seen.now += 1;
      seen.most = Math.max(seen.most, seen.now);
      await new Promise(setImmediate);
      seen.now -= 1;
      if (user === "bad") throw new ExternalError("no", { service: "expert", retryable: false });
      return answer(user);
    },
  };
  return { expert, seen };
}

test("questions that come together are asked in turn, and a failure keeps nobody waiting", async () => {
  const { expert, seen } = busyExpert();
  const shy = oneAtATime(expert);
  const answers = await Promise.allSettled(
    ["a", "bad", "b"].map((user) => shy.complete({ ...ask, user })),
  );
  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(seen).toMatchObject({ most: 1, asked: ["a", "bad", "b"] });
  expect(shy.identity.model).toBe("review@1");
});

test("a question that was cancelled while it waited is not asked", async () => {
  const { expert, seen } = busyExpert();
  const shy = oneAtATime(expert);
  const stop = new AbortController();
  const first = shy.complete({ ...ask, user: "a" });
  const second = shy.complete({ ...ask, user: "b", signal: stop.signal });
  stop.abort(new Error("the worker closes"));
  await expect(second).rejects.toThrow("the worker closes");
  await first;
  expect(seen.asked).toEqual(["a"]);
});
