import { byPurpose, findings, verdict } from "@devflow/testkit/model-server";
import { expect, test } from "vitest";
import { requeueLostWork } from "../../apps/bot/src/work/requeue-lost-work.ts";
import { useCommandWorld } from "./command-world.ts";
import { cart, divisionByZero } from "./shop.ts";

/** Limits of tokens: the expert is not asked beyond them, and people are told until when. */

const { byPurpose: script } = byPurpose({
  draft: () => findings([divisionByZero]),
  verify: () => verdict("keep"),
});
const world = useCommandWorld((request) => {
  const answer = request.purpose === "verify" ? script.verify : script.draft;
  if (typeof answer !== "function") throw new Error("no script");
  return answer(request);
});

const files = { "src/cart.ts": "export const currency = 'EUR';\n", "src/run.ts": "\n" };
const evil = "export const run = (code: string) => eval(code);\n";

const sql = (text: string, parameters: unknown[] = []) =>
  world.devflow.database.query<{ tokens: number; expert_state: string }>(text, parameters);

test("what the server counts is put on the pull request's account, with every answer", async () => {
  const repository = await world.openRepository(files);
  await world.openPull(repository, { "src/cart.ts": cart });
  const rows = await sql("SELECT tokens::float8 FROM spent_tokens");
  expect(rows).toHaveLength(1);
  expect(rows[0]!.tokens).toBeGreaterThan(500);
});

test("with the day's tokens used up rules review alone and say so; the next day the expert adds its part", async () => {
  const limits = "limits:\n  tokens_per_day: 50000\n";
  const repository = await world.openRepository({ ...files, ".devflow.yml": limits });
  const first = await world.openPull(repository, { "src/cart.ts": `${cart}\n` });
  expect(first.botReviewComments).toHaveLength(1);
  await sql("UPDATE spent_tokens SET tokens = 50000");

  const asked = world.expert!.requests.length;
  const pull = await world.openPull(repository, { "src/cart.ts": cart, "src/run.ts": evil });
  expect(world.expert!.requests).toHaveLength(asked);
  expect(pull.botReviewComments.map(({ path }) => path)).toEqual(["src/run.ts"]);
  const [run] = pull.checkRuns;
  expect(run).toMatchObject({ conclusion: "neutral" });
  expect(run!.output.title).toContain("expert over its limit");
  expect(run!.output.summary).toContain(
    "was not asked: this repository has used up its 50,000 tokens of today (limits.tokens_per_day); from 00:00 UTC there are new ones.",
  );
  const state = () => sql("SELECT expert_state FROM reviews WHERE head_sha = $1", [pull.headSha]);
  expect(await state()).toEqual([{ expert_state: "over_limit" }]);

  const { database, queues } = world.devflow;
  await requeueLostWork(database, queues);
  expect(await state()).toEqual([{ expert_state: "over_limit" }]);

  await sql("UPDATE spent_tokens SET day = day - 1");
  await sql("UPDATE reviews SET started_at = started_at - interval '1 day' WHERE head_sha = $1", [
    pull.headSha,
  ]);
  await requeueLostWork(database, queues);
  await expect.poll(state, { timeout: 100_000 }).toEqual([{ expert_state: "used" }]);
  await expect.poll(() => pull.botReviewComments.length, { timeout: 100_000 }).toBe(2);
});

test("a limit of the pull request bounds a review in its middle, and what was not read is named", async () => {
  const limits = "limits:\n  tokens_per_pull_request: 1000\n";
  const repository = await world.openRepository({ ...files, ".devflow.yml": limits });
  const pull = await world.openPull(repository, { "src/cart.ts": cart });
  expect(pull.checkRuns[0]!.output.summary).toContain("over the token limit");
  expect(pull.checkRuns[0]).toMatchObject({ conclusion: "neutral" });
});
