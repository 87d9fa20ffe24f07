import type { PullHandle, RepositoryHandle } from "@devflow/testkit";
import { beforeEach, describe, expect, test } from "vitest";
import { answerCommand, commandFiles, fixedLine, testCode } from "./command-script.ts";
import { useCommandWorld } from "./command-world.ts";
import { cart } from "./shop.ts";

/** The commands that ask the expert, over real HTTP, and that each comment is answered once. */

const world = useCommandWorld(answerCommand);

let repository: RepositoryHandle;
let pull: PullHandle;
beforeEach(async () => {
  repository = await world.openRepository(commandFiles);
  pull = await world.openPull(repository, { "src/cart.ts": cart });
});

const own = () => pull.botComments.map(({ body }) => body);
/** What the last command asked; reviews of pushes ask at the same time. */
const lastAsked = () => world.expert!.requests.findLast(({ purpose }) => purpose === "other")!;
const lastOwn = () => own().at(-1) ?? "";

describe("commands that ask the expert", () => {
  test("/ask is answered on the pull request, and what acts in the answer is inert", async () => {
    const asked = pull.comment({
      author: "maintainer",
      body: "/ask what happens for an empty cart?",
    });
    const ended = await world.answered(asked);
    expect(ended).toMatchObject({ verb: "ask", state: "done", outcome: "answered" });
    expect(ended.tokens).toBeGreaterThan(100);
    expect(asked.reactions.map(({ content }) => content)).toEqual(["eyes"]);
    expect(lastOwn()).toContain("An empty cart gives `NaN`.");
    expect(lastOwn()).toContain("`@octocat`");
    expect(lastOwn()).not.toContain("evil.example");
    const prompt = lastAsked();
    expect(prompt.user).toContain("what happens for an empty cart?");
    expect(prompt.user).toContain("return total / items.length;");
  });

  test("/ask in a thread knows its lines and its conversation, and answers there", async () => {
    const root = await pull.reviewComment({
      author: "reader",
      body: "I do not like this line.",
      path: "src/cart.ts",
      line: 4,
    });
    const asked = pull.replyTo(root, { author: "maintainer", body: "/ask is the sum right?" });
    expect(await world.answered(asked)).toMatchObject({ state: "done" });
    const replies = pull.botReviewComments.filter(({ inReplyToId }) => inReplyToId === root.id);
    expect(replies).toHaveLength(1);
    const { user } = lastAsked();
    expect(user).toContain("file: src/cart.ts line 4");
    expect(user).toContain("reader: I do not like this line.");
  });

  test("/explain in a thread whose lines have changed since says so to the expert", async () => {
    const other = await world.openPull(repository, { "src/old.ts": "export const a = 1;\n" });
    const root = await other.reviewComment({ body: "Why?", path: "src/old.ts", line: 1 });
    await other.push({ files: { "src/old.ts": "export const b = 2;\n" } });
    const asked = other.replyTo(root, { author: "maintainer", body: "/explain" });
    expect(await world.answered(asked)).toMatchObject({ state: "done" });
    expect(lastAsked().user).toContain("of an older version, changed since");
    const fix = other.replyTo(root, { author: "maintainer", body: "/fix" });
    expect(await world.answered(fix)).toMatchObject({ state: "refused", outcome: "outdated" });
    await world.devflow.ended(other.headSha);
  });

  test("/describe answers with title, summary and walk-through, and edits nothing", async () => {
    const { title, body } = pull.record;
    expect(await world.say(pull, "/describe")).toMatchObject({ state: "done" });
    expect(lastOwn()).toContain("**Title:** Add the average price");
    expect(lastOwn()).toContain("- `src/cart.ts`: adds `average`");
    expect([pull.record.title, pull.record.body]).toEqual([title, body]);
  });

  test("/test gives a whole file that parses, beside the neighbouring test and like it", async () => {
    await world.index(repository);
    expect(await world.say(pull, "/test")).toMatchObject({ outcome: "test written" });
    expect(lastOwn()).toContain("`test/cart.test.ts`");
    expect(lastOwn()).toContain("like `test/price.test.ts`");
    expect(lastOwn()).toContain(`\`\`\`ts\n${testCode}\`\`\``);
    const { user } = lastAsked();
    expect(user).toContain("framework: vitest");
    expect(user).toContain("a gross price");
  });

  test("/docs and /improve suggest on the lines that they change", async () => {
    const before = pull.botReviewComments.length;
    expect(await world.say(pull, "/docs")).toMatchObject({ outcome: "documented" });
    expect(await world.say(pull, "/improve")).toMatchObject({ outcome: "suggested" });
    const [docs, improved] = pull.botReviewComments.slice(before);
    expect(docs).toMatchObject({ path: "src/cart.ts", line: 3 });
    expect(docs!.body).toContain(
      "```suggestion\n/** The mean price; NaN for an empty cart. */\nexport function average",
    );
    expect(improved).toMatchObject({ path: "src/cart.ts", line: 5 });
    expect(improved!.body).toContain(`\`\`\`suggestion\n${fixedLine}\n\`\`\``);
  });

  test("/fix suggests in the thread, for exactly the thread's lines", async () => {
    const root = await pull.reviewComment({
      body: "Empty carts?",
      path: "src/cart.ts",
      startLine: 4,
      line: 5,
    });
    const asked = pull.replyTo(root, { author: "maintainer", body: "/fix" });
    expect(await world.answered(asked)).toMatchObject({ outcome: "fixed" });
    const [reply] = pull.botReviewComments.filter(({ inReplyToId }) => inReplyToId === root.id);
    const sum = "  const total = items.reduce((sum, item) => sum + item, 0);";
    expect(reply!.body).toContain(`\`\`\`suggestion\n${sum}\n${fixedLine}\n\`\`\``);
  });

  test("/fix on other lines than the thread's is suggested there, and the answer says where", async () => {
    const root = await pull.reviewComment({ body: "NaN?", path: "src/cart.ts", line: 3 });
    const asked = pull.replyTo(root, { author: "maintainer", body: "/fix" });
    expect(await world.answered(asked)).toMatchObject({ outcome: "fixed elsewhere" });
    const [reply] = pull.botReviewComments.filter(({ inReplyToId }) => inReplyToId === root.id);
    expect(reply!.body).toContain("line 5");
    expect(pull.botReviewComments.at(-2)).toMatchObject({ line: 5, inReplyToId: null });
  });

  test("/fix follows the remark whose lines have moved, and says when a commit did it", async () => {
    const [remark] = pull.botReviewComments;
    const moved = `// One.\n// Two.\n${cart.replace("  return", "\treturn")}`;
    await pull.push({ files: { "src/cart.ts": moved } });
    await world.deliver();
    await world.devflow.ended(pull.headSha);
    expect(remark).toMatchObject({ line: null });
    const asked = pull.replyTo(remark!, { author: "maintainer", body: "/fix" });
    expect(await world.answered(asked)).toMatchObject({ outcome: "fixed elsewhere" });
    expect(pull.botReviewComments.at(-2)).toMatchObject({ line: 7, inReplyToId: null });
    await pull.push({ files: { "src/cart.ts": "export const currency = 'USD';\n" } });
    await world.deliver();
    await world.devflow.ended(pull.headSha);
    const again = pull.replyTo(remark!, { author: "maintainer", body: "/fix" });
    expect(await world.answered(again)).toMatchObject({ outcome: "fixed already" });
  });

  test("/fix outside of a thread and /ask without a question say how", async () => {
    expect(await world.say(pull, "/fix")).toMatchObject({ state: "refused" });
    expect(lastOwn()).toContain("works in a thread");
    expect(lastOwn()).toContain("- **1** high: Division by zero");
    expect(await world.say(pull, "/ask")).toMatchObject({ state: "refused" });
    expect(lastOwn()).toContain("no question");
  });
});

describe("one answer per comment", () => {
  test("delivered three times and edited before and after", async () => {
    const { github, devflow } = world;
    const asked = pull.comment({ author: "maintainer", body: "/ask a first question?" });
    pull.editComment(asked, { body: "/ask a better question?" });
    const before = own().length;
    await github.deliverAll(devflow.webhookUrl, { times: 3, order: "shuffled", seed: 5 });
    expect(await world.answered(asked)).toMatchObject({ state: "done" });
    pull.editComment(asked, { body: "/ask a third question?" });
    await world.answered(asked);
    for (const { guid } of github.hooks.slice(-2)) {
      await github.deliver({ to: devflow.webhookUrl, guid, times: 2 });
    }
    await world.answered(asked);
    expect(own()).toHaveLength(before + 1);
    const questions = world.expert!.requests.map(({ user }) => user);
    expect(questions.filter((user) => user.includes("a third question?"))).toEqual([]);
  });

  test("what was answered before a crash is posted without asking again", async () => {
    const { devflow, github } = world;
    const path = `/repos/${repository.owner}/shop/issues/*/comments`;
    const fault = { kind: "status", status: 502 } as const;
    github.inject({ method: "POST", path, times: 6, fault });
    const before = { asked: world.expert!.requests.length, said: own().length };
    const asked = pull.comment({ author: "maintainer", body: "/explain" });
    expect(await world.answered(asked)).toMatchObject({ state: "done" });
    expect(world.expert!.requests.length - before.asked).toBe(1);
    expect(own()).toHaveLength(before.said + 1);
    const rows = await devflow.database.query("SELECT answer FROM commands WHERE comment_id = $1", [
      asked.id,
    ]);
    expect(rows).toMatchObject([{ answer: { outcome: "answered" } }]);
  });

  test("bots, people who edit others' comments, code and quotes give no commands", async () => {
    const before = own().length;
    const plain = pull.comment({ author: "maintainer", body: "Fine with me." });
    pull.editComment(plain, { body: "/describe", by: "reader" });
    pull.comment({ author: "renovate[bot]", body: "/describe" });
    pull.comment({ author: "maintainer", body: "> /describe\n\n```\n/describe\n```" });
    await world.deliver();
    await world.say(pull, "/help");
    expect(own()).toHaveLength(before + 1);
  });
});
