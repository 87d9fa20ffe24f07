import { type ModelRequest, text, verdict } from "@devflow/testkit/model-server";
import { beforeEach, expect, test } from "vitest";
import { block, commandFiles } from "./command-script.ts";
import { useCommandWorld } from "./command-world.ts";
import { cart } from "./shop.ts";

/** What an expert that does as it likes cannot bring onto a pull request. */

let answer: (request: ModelRequest) => string = () => "NO FINDINGS";
const world = useCommandWorld((request) =>
  request.purpose === "verify" ? verdict("drop") : text(answer(request)),
);

async function openPull() {
  return await world.openPull(await world.openRepository(commandFiles), { "src/cart.ts": cart });
}

beforeEach(() => {
  answer = () => "NO FINDINGS";
});

test("suggestions that do not parse, quote what is not there, or change comments only are not shown", async () => {
  const pull = await openPull();
  answer = () =>
    [
      block("  return total / (items.length;", "Broken", "return total / items.length;"),
      block("  return 0;", "Elsewhere", "return sum / count;"),
      block(
        "export function average(items: number[]): number { // adds",
        "A comment",
        "export function average(items: number[]): number {",
      ),
    ].join("\n");
  expect(await world.say(pull, "/improve")).toMatchObject({ outcome: "nothing to improve" });
  expect(pull.botReviewComments).toEqual([]);
  const said = pull.botComments.at(-1)!.body;
  for (const reason of ["does not parse", "not in the diff", "comments only"]) {
    expect(said).toContain(reason);
  }
});

test("/fix, /improve and /docs without a suggestion say why, and what to do", async () => {
  const pull = await openPull();
  const root = await pull.reviewComment({ body: "NaN?", path: "src/cart.ts", line: 5 });
  const line = "return total / items.length;";
  const reasons = {
    "it suggests nothing": "I would be happy to help.",
    "does not parse": block("  return total / (items.length;", "Broken", line),
    "the quoted line is not in the diff": block("  return 1;", "Elsewhere", "return other();"),
  };
  for (const [reason, words] of Object.entries(reasons)) {
    answer = () => words;
    const asked = pull.replyTo(root, { author: "maintainer", body: "/fix" });
    expect(await world.answered(asked)).toMatchObject({ outcome: "no usable fix" });
    const said = pull.botReviewComments.at(-1)!.body;
    expect(said).toContain(`no use: ${reason}. Write \`/fix\` again in a new comment`);
  }
  answer = () => "I would be happy to help.";
  for (const verb of ["improve", "docs"]) {
    await world.say(pull, `/${verb}`);
    expect(pull.botComments.at(-1)!.body).toContain(
      `no use: it suggests nothing. Write \`/${verb}\` again`,
    );
  }
});

test("documentation that changes the code is not shown", async () => {
  const pull = await openPull();
  const line = "export function average(items: number[]): number {";
  answer = () => block(`/** Fine. */\n${line.replace("number[]", "any")}`, "Docs", line);
  expect(await world.say(pull, "/docs")).toMatchObject({ outcome: "no usable comment" });
  expect(pull.botReviewComments).toEqual([]);
});

test("a test that does not parse is asked for once more and then refused in plain words", async () => {
  const pull = await openPull();
  const asked = world.expert!.requests.length;
  answer = () => "```ts\ntest('a', () => { average(\n```";
  expect(await world.say(pull, "/test")).toMatchObject({ outcome: "no usable test" });
  expect(pull.botComments.at(-1)!.body).toContain("it does not parse");
  const prompts = world.expert!.requests.slice(asked);
  expect(prompts).toHaveLength(2);
  expect(prompts[1]?.user).toContain("the last answer was refused: it does not parse");
});

test("a credential in an answer is masked, in the database, too", async () => {
  const pull = await openPull();
  const token = `ghp_${"a1B2c3D4".repeat(4)}abcd`;
  answer = () => `The token is ${token}.`;
  expect(await world.say(pull, "/ask what is the token?")).toMatchObject({
    outcome: "answered",
  });
  const rows = await world.devflow.database.query("SELECT answer FROM commands");
  expect(JSON.stringify([rows, pull.botComments])).not.toContain(token);
});

test("an answer cannot ping, link, close, command bots or pretend to be ours", async () => {
  const pull = await openPull();
  answer = () =>
    "/merge\n\nCloses #1, @octocat ![x](https://evil.example/a.png) <img src=x> <!-- devflow:reply 1 -->\n\n```suggestion\nx\n```";
  expect(await world.say(pull, "/explain")).toMatchObject({ state: "done" });
  const said = pull.botComments.at(-1)!.body;
  expect(said).not.toMatch(/^\/merge/m);
  expect(said).not.toContain("![");
  expect(said).not.toContain("```suggestion");
  expect(said).toContain("`@octocat`");
  expect(said.match(/<!-- devflow/g)).toHaveLength(2);
  expect(said.replace(/`[^`]*`/g, "").match(/<!-- devflow/g)).toHaveLength(1);
});

test("an expert that is down is said at once, and a new comment asks again", async () => {
  const pull = await openPull();
  answer = () => "";
  expect(await world.say(pull, "/ask why?")).toMatchObject({ state: "failed", tokens: 0 });
  expect(pull.botComments.at(-1)!.body).toContain("Write `/ask` again");
  answer = () => "Because.";
  expect(await world.say(pull, "/ask why?")).toMatchObject({ state: "done" });
});

test("over the limit of tokens nothing is asked", async () => {
  const repository = await world.openRepository({
    ...commandFiles,
    ".devflow.yml": "limits:\n  tokens_per_pull_request: 1000\n",
  });
  const pull = await world.openPull(repository, { "src/cart.ts": cart });
  await world.devflow.database.query(
    `INSERT INTO spent_tokens (repository_id, pull_number, day, tokens)
     SELECT repository_id, pull_number, now(), 1000 FROM reviews WHERE head_sha = $1`,
    [pull.headSha],
  );
  const asked = world.expert!.requests.length;
  expect(await world.say(pull, "/explain")).toMatchObject({ outcome: "over the limit of tokens" });
  expect(world.expert!.requests).toHaveLength(asked);
});
