import type { VerbName } from "@devflow/commands";
import { verbNames, verbs } from "@devflow/commands";
import type { PullHandle, RepositoryHandle } from "@devflow/testkit";
import { findings, type ModelRequest, text, verdict } from "@devflow/testkit/model-server";
import { beforeEach, describe, expect, test } from "vitest";
import { useCommandWorld } from "./command-world.ts";
import { cart, divisionByZero } from "./shop.ts";

/** Every slash-command over real HTTP, with an expert that answers by the prompt it gets. */

const fixedLine = "  return items.length === 0 ? 0 : total / items.length;";
const block = (code: string, title: string, quote: string) =>
  `FINDING\nfile: src/cart.ts\nline: \`${quote}\`\ntitle: ${title}\nwhy: It is better so.\nfix:\n\`\`\`\n${code}\n\`\`\`\nEND`;

const testCode = `import { expect, test } from "vitest";
import { average } from "../src/cart.ts";

test("the average of two", () => {
  expect(average([1, 3])).toBe(2);
});
`;

function answer(request: ModelRequest) {
  if (request.purpose === "draft") {
    return request.user.includes("src/cart.ts") ? findings([divisionByZero]) : text("NO FINDINGS");
  }
  if (request.purpose === "verify") return verdict("keep");
  const { system } = request;
  if (system.includes("answer a colleague's question")) {
    return text("An empty cart gives `NaN`. Ask @octocat, see [this](https://evil.example/).");
  }
  if (system.includes("You explain code")) return text("It adds up all prices.");
  if (system.includes("You describe a code change")) {
    return text(
      "TITLE: Add the average price\nSUMMARY:\n- Carts know their average\nFILES:\n- src/cart.ts: adds `average`",
    );
  }
  if (system.includes("You write unit tests")) return text(`\`\`\`ts\n${testCode}\`\`\``);
  if (system.includes("You write documentation comments")) {
    const line = "export function average(items: number[]): number {";
    return text(
      block(`/** The mean price; NaN for an empty cart. */\n${line}`, "Document average", line),
    );
  }
  if (system.includes("small improvements") || system.includes("You fix what")) {
    return text(block(fixedLine, "Handle the empty cart", "return total / items.length;"));
  }
  return text("NO FINDINGS");
}

const world = useCommandWorld(answer);
const files = {
  "src/cart.ts": "export const currency = 'EUR';\n",
  "src/price.ts": "export function gross(net: number): number {\n  return net * 1.19;\n}\n",
  "test/price.test.ts":
    'import { expect, test } from "vitest";\nimport { gross } from "../src/price.ts";\n\ntest("a gross price", () => {\n  expect(gross(100)).toBe(119);\n});\n',
};

let repository: RepositoryHandle;
let pull: PullHandle;
beforeEach(async () => {
  repository = await world.openRepository(files);
  pull = await world.openPull(repository, { "src/cart.ts": cart });
});

/** Says all of these at once, and gives what became of each. */
async function sayAll(named: readonly VerbName[], author: string) {
  const written = named.map((verb) => {
    const comment = pull.comment({ author, body: `/${verb} ${argument[verb] ?? ""}` });
    return { verb, comment };
  });
  const ended = [];
  for (const { verb, comment } of written) {
    ended.push({ ...(await world.answered(comment)), verb });
  }
  return ended;
}

/** What is written while one installation is paced would take seconds more. */
const halves = (all: readonly VerbName[]) => [
  all.filter((_, index) => index % 2 === 0),
  all.filter((_, index) => index % 2 === 1),
];

const argument: Partial<Record<VerbName, string>> = {
  ask: "why?",
  remember: "no magic numbers",
  edit: "1 other words",
  drop: "1",
};

const own = () => pull.botComments.map(({ body }) => body);
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
    const prompt = world.expert!.requests.at(-1)!;
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
    const { user } = world.expert!.requests.at(-1)!;
    expect(user).toContain("file: src/cart.ts line 4");
    expect(user).toContain("reader: I do not like this line.");
  });

  test("/explain in a thread whose lines have changed since says so to the expert", async () => {
    const other = await world.openPull(repository, { "src/old.ts": "export const a = 1;\n" });
    const root = await other.reviewComment({ body: "Why?", path: "src/old.ts", line: 1 });
    await other.push({ files: { "src/old.ts": "export const b = 2;\n" } });
    const asked = other.replyTo(root, { author: "maintainer", body: "/explain" });
    expect(await world.answered(asked)).toMatchObject({ state: "done" });
    expect(world.expert!.requests.at(-1)!.user).toContain("of an older version, changed since");
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
    const { user } = world.expert!.requests.at(-1)!;
    expect(user).toContain("framework: vitest");
    expect(user).toContain("a gross price");
  });

  test("/docs and /improve suggest on the lines that they change", async () => {
    const before = pull.botReviewComments.length;
    expect(await world.say(pull, "/docs")).toMatchObject({ outcome: "documented" });
    expect(await world.say(pull, "/improve")).toMatchObject({ outcome: "1 suggestions" });
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

  test("/fix outside of a thread and /ask without a question say how", async () => {
    expect(await world.say(pull, "/fix")).toMatchObject({ state: "refused" });
    expect(lastOwn()).toContain("works in a thread");
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

describe("permissions", () => {
  const forWriters = verbNames.filter((verb) => verbs[verb].permission === "write");

  test.each(halves(forWriters))(
    "are asked for live: /%s and others are refused in one sentence to people who may only read",
    async (...named) => {
      const asked = world.expert!.requests.length;
      const before = own().length;
      const refusal = { state: "refused", outcome: "no permission", tokens: 0 };
      expect(await sayAll(named, "reader")).toEqual(named.map((verb) => ({ ...refusal, verb })));
      const texts = own()
        .slice(before)
        .map((body) => body.split("\n")[0]);
      const sentence = (verb: string) =>
        `Only people who may write to this repository can use \`/${verb}\`.`;
      expect(texts.sort()).toEqual(named.map(sentence).sort());
      expect(world.expert!.requests).toHaveLength(asked);
    },
  );

  test("who opened the pull request may ask about it, but not decide", async () => {
    expect(await world.say(pull, "/explain", "octocat")).toMatchObject({ state: "done" });
    expect(await world.say(pull, "/pause", "octocat")).toMatchObject({ outcome: "no permission" });
  });

  test("/help shows only what the asker may run", async () => {
    await world.say(pull, "/help", "reader");
    expect(lastOwn()).toContain("`/config`");
    expect(lastOwn()).not.toContain("`/ask");
    await world.say(pull, "@devflow help", "maintainer");
    for (const verb of verbNames) expect(lastOwn()).toContain(verbs[verb].usage);
  });

  test("the team's settings decide, from the base branch and not from the change", async () => {
    const strict = await world.openRepository({
      ...files,
      ".devflow.yml":
        "commands:\n  permissions:\n    explain: admin\n    ask: read\n  disabled: [describe]\n",
    });
    const change = { "src/cart.ts": cart, ".devflow.yml": "commands:\n  disabled: []\n" };
    const other = await world.openPull(strict, change);
    expect(await world.say(other, "/ask why?", "reader")).toMatchObject({ state: "done" });
    for (const author of ["maintainer", "octocat"]) {
      expect(await world.say(other, "/explain", author)).toMatchObject({
        outcome: "no permission",
      });
    }
    expect(await world.say(other, "/describe")).toMatchObject({ outcome: "disabled" });
    expect(await world.say(other, "/config")).toMatchObject({ outcome: "configuration" });
    const shown = other.botComments.at(-1)!.body;
    expect(shown).toContain('commands.permissions.explain: "admin"  # .devflow.yml:3');
    expect(shown).toContain("review.max_findings: 5  # profile balanced");
  });

  test("in a fork the base repository's permissions count", async () => {
    const fork = await repository.fork("octocat");
    const other = await world.openPull(repository, { "src/cart.ts": cart }, { fork });
    expect(await world.say(other, "/describe", "maintainer")).toMatchObject({ state: "done" });
    expect(await world.say(other, "/review", "octocat")).toMatchObject({
      outcome: "no permission",
    });
    expect(await world.say(other, "/explain", "octocat")).toMatchObject({ state: "done" });
  });
});

describe("commands that decide", () => {
  test("an unknown word is answered with the nearest, a foreign one not at all", async () => {
    const before = own().length;
    const near = pull.comment({ author: "maintainer", body: "/reveiw" });
    pull.comment({ author: "maintainer", body: "/lgtm" });
    expect(await world.answered(near)).toMatchObject({ outcome: "unknown command" });
    expect(own().slice(before)).toEqual([expect.stringContaining("Did you mean `/review`?")]);
    expect(near.reactions).toEqual([]);
  });

  test("/review of a reviewed head says so; /review full reads all of it again", async () => {
    expect(await world.say(pull, "/review")).toMatchObject({ outcome: "already reviewed" });
    const drafts = () => world.expert!.requests.filter(({ purpose }) => purpose === "draft").length;
    const before = drafts();
    expect(await world.say(pull, "/review full")).toMatchObject({ outcome: "full review queued" });
    await expect.poll(drafts, { timeout: 20_000 }).toBeGreaterThan(before);
    await expect
      .poll(async () => (await world.devflow.ended(pull.headSha)).state, { timeout: 20_000 })
      .toBe("posted");
  });

  test("/pause stops reviews of pushes, /resume reviews the newest commit", async () => {
    const other = await world.openPull(repository, { "src/a.ts": "export const a = 1;\n" });
    const paused = other.comment({ author: "maintainer", body: "/pause" });
    expect(await world.answered(paused)).toMatchObject({ outcome: "paused" });
    expect(paused.reactions.map(({ content }) => content)).toEqual(["eyes", "+1"]);
    await other.push({ files: { "src/a.ts": "export const a = 2;\n" } });
    await world.deliver();
    expect(await world.devflow.ended(other.headSha)).toMatchObject({ state: "skipped" });
    expect(await world.say(other, "/resume")).toMatchObject({ outcome: "resumed" });
    await expect
      .poll(async () => (await world.devflow.ended(other.headSha)).state, { timeout: 20_000 })
      .toBe("posted");
    expect(await world.say(other, "/resume")).toMatchObject({ outcome: "not paused" });
    expect(other.botComments).toHaveLength(1);
  });

  test("/dismiss with a reason in a thread: a thumb, a resolved thread, and the like of it is silent", async () => {
    const [remark] = pull.botReviewComments;
    const said = pull.replyTo(remark!, {
      author: "maintainer",
      body: "/dismiss carts are never empty",
    });
    expect(await world.answered(said)).toMatchObject({ outcome: "dismissed with a reason" });
    expect(said.reactions.map(({ content }) => content)).toEqual(["eyes", "+1"]);
    expect(remark!.thread.resolvedBy).not.toBeNull();
    expect(pull.botReviewComments).toHaveLength(1);
    const again = await world.openPull(repository, { "src/cart.ts": cart });
    expect(again.botReviewComments).toEqual([]);

    expect(await world.say(again, "/forget")).toMatchObject({ outcome: "listed" });
    expect(again.botComments.at(-1)!.body).toContain("carts are never empty");
    expect(await world.say(again, "/forget 1")).toMatchObject({ outcome: /^forgot dismissal/ });
    const third = await world.openPull(repository, { "src/cart.ts": `${cart}\n` });
    expect(third.botReviewComments).toHaveLength(1);
  });

  test("/resolve by number; without one the open remarks are listed; a plain answer is no command", async () => {
    const [remark] = pull.botReviewComments;
    const plain = pull.replyTo(remark!, { author: "maintainer", body: "We resolve this later." });
    expect(await world.say(pull, "/resolve")).toMatchObject({ outcome: "no remark named" });
    expect(pull.botComments.at(-1)!.body).toContain("- **1** high: Division by zero");
    expect(await world.say(pull, "/resolve #7")).toMatchObject({ outcome: "no such remark" });
    expect(await world.say(pull, "/resolve #1")).toMatchObject({ outcome: "resolved" });
    expect(remark!.thread.resolvedBy).not.toBeNull();
    expect(plain.reactions).toEqual([]);
    const foreign = await pull.reviewComment({ body: "Hm.", path: "src/cart.ts", line: 3 });
    const wrong = pull.replyTo(foreign, { author: "maintainer", body: "/dismiss" });
    expect(await world.answered(wrong)).toMatchObject({ outcome: "no remark here" });
  });

  test("/remember reaches the prompts about its paths, until /forget", async () => {
    const rule = "/remember for src/**: prices are whole cents";
    expect(await world.say(pull, rule)).toMatchObject({ outcome: "remembered" });
    expect(await world.say(pull, rule)).toMatchObject({ outcome: "already remembered" });
    expect(await world.say(pull, "/remember")).toMatchObject({ outcome: "no rule" });
    const prompts = async (path: string) => {
      const from = world.expert!.requests.length;
      await world.openPull(repository, { [path]: "export const price = 12;\n" });
      const drafts = world.expert!.requests.slice(from).filter(({ user }) => user.includes(path));
      expect(drafts).not.toEqual([]);
      return drafts.some(({ user }) => user.includes("prices are whole cents"));
    };
    expect(await prompts("src/price-a.ts")).toBe(true);
    expect(await prompts("lib/price-b.ts")).toBe(false);
    expect(await world.say(pull, "/forget whole cents")).toMatchObject({ state: "done" });
    expect(await prompts("src/price-c.ts")).toBe(false);
    expect(await world.say(pull, "/forget whole cents")).toMatchObject({
      outcome: "nothing like it",
    });
  });

  test.each(halves(verbNames.filter((verb) => verbs[verb].needsOpenPull)))(
    "on a closed pull request /%s and others are refused with the reason",
    async (...named) => {
      pull.close();
      await world.deliver();
      const refusal = { state: "refused", outcome: "closed", tokens: 0 };
      const ended = await sayAll(named, "maintainer");
      expect(ended).toEqual(named.map((verb) => ({ ...refusal, verb })));
      expect(lastOwn()).toContain("is closed");
    },
  );

  test("on a closed pull request what only reads is answered", async () => {
    pull.close();
    await world.deliver();
    expect(await world.say(pull, "/describe")).toMatchObject({ state: "done" });
    expect(await world.say(pull, "/help")).toMatchObject({ state: "done" });
  });
});
