import { verbNames, verbs } from "@devflow/commands";
import { expect, test } from "vitest";
import { useCommandWorld } from "./command-world.ts";

/** Without an expert every command still says something that helps. */

const world = useCommandWorld(null);
const files = { "src/a.ts": "export const a = 1;\n" };
const change = { "src/run.ts": "export const run = (code: string) => eval(code);\n" };

test("commands that need an expert name what is missing and the next step", async () => {
  const pull = await world.openPull(await world.openRepository(files), change);
  const needing = verbNames.filter((verb) => verbs[verb].needsExpert);
  const asked = needing.map((verb) =>
    pull.comment({ author: "maintainer", body: `/${verb} why?` }),
  );
  for (const comment of asked) {
    const ended = { state: "refused", outcome: "no expert", tokens: 0 };
    expect(await world.answered(comment)).toMatchObject(ended);
  }
  const texts = pull.botComments
    .map(({ body }) => body)
    .filter((body) => body.includes("EXPERT_URL"));
  expect(texts).toHaveLength(needing.length);
});

test("the others work: a remark of a rule is dismissed, listed and remembered", async () => {
  const repository = await world.openRepository(files);
  const pull = await world.openPull(repository, change);
  const [remark] = pull.botReviewComments;
  const dismissed = pull.replyTo(remark!, {
    author: "maintainer",
    body: "/dismiss it is our REPL",
  });
  expect(await world.answered(dismissed)).toMatchObject({ outcome: "dismissed with a reason" });
  expect(await world.say(pull, "/forget")).toMatchObject({ outcome: "listed" });
  expect(pull.botComments.at(-1)?.body).toContain("it is our REPL");
  expect(await world.say(pull, "/config")).toMatchObject({ state: "done" });
  expect(await world.say(pull, "/help")).toMatchObject({ state: "done" });
});

test("a held review is shown, edited, dropped from and published by commands", async () => {
  const repository = await world.openRepository({
    ...files,
    ".devflow.yml": "review:\n  hold: true\n",
  });
  const two = `${change["src/run.ts"]}export const other = (code: string) => eval(code + "1");\n`;
  const pull = await world.openHeldPull(repository, { "src/run.ts": two });
  expect(pull.botReviewComments).toEqual([]);
  expect(await world.say(pull, "/edit 1 Runs strangers' code\nNever do this.")).toMatchObject({
    outcome: "edited",
  });
  expect(await world.say(pull, "/drop 2")).toMatchObject({ outcome: "dropped" });
  expect(await world.say(pull, "/drop")).toMatchObject({ outcome: "no numbers" });
  expect(await world.say(pull, "/publish 9")).toMatchObject({ outcome: "no such finding" });
  expect(await world.say(pull, "/publish")).toMatchObject({ outcome: "published" });
  expect(pull.botReviewComments.map(({ body }) => body.split("\n")[0])).toEqual([
    "**Runs strangers' code**",
  ]);
  // All of it is published, by whichever command: asked for again, it is so already.
  expect(await world.say(pull, "/publish")).toMatchObject({ state: "done", outcome: "published" });
});
