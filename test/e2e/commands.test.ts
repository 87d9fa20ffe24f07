import { isVerb, type VerbName, verbNames, verbs } from "@devflow/commands";
import type { PullHandle, RepositoryHandle } from "@devflow/testkit";
import { beforeEach, describe, expect, test } from "vitest";
import { answerCommand, commandFiles } from "./command-script.ts";
import { useCommandWorld } from "./command-world.ts";
import { cart } from "./shop.ts";

/** Who may run which command, and the commands that decide something, over real HTTP. */

const world = useCommandWorld(answerCommand);

let repository: RepositoryHandle;
let pull: PullHandle;
beforeEach(async () => {
  repository = await world.openRepository(commandFiles);
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
      const authorOf = (verb: string) =>
        isVerb(verb) && verbs[verb].isForAuthor ? " and the author of this pull request" : "";
      const sentence = (verb: string) =>
        `Only people who may write to this repository${authorOf(verb)} can use \`/${verb}\`.`;
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
      ...commandFiles,
      "src/.devflow.yml": "review:\n  minimum_severity: high\n",
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
    expect(shown).toContain("Folders with a file of their own: `src`.");
    const root = await other.reviewComment({ body: "Here?", path: "src/cart.ts", line: 3 });
    const inThread = other.replyTo(root, { author: "maintainer", body: "/config" });
    expect(await world.answered(inThread)).toMatchObject({ outcome: "configuration" });
    expect(other.botReviewComments.at(-1)!.body).toContain(
      'review.minimum_severity: "high"  # src/.devflow.yml:2',
    );
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
    await expect.poll(drafts, { timeout: 100_000 }).toBeGreaterThan(before);
    await expect
      .poll(async () => (await world.devflow.ended(pull.headSha)).state, { timeout: 100_000 })
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
      .poll(async () => (await world.devflow.ended(other.headSha)).state, { timeout: 100_000 })
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
    const summary = pull.botComments.find(({ body }) => body.includes("devflow:summary"));
    expect(summary?.body).toContain("1 dismissed");
    expect(pull.checkRuns[0]?.output.title).toMatch(/^no findings/);
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
    expect(await world.say(pull, "/resolve 7")).toMatchObject({ outcome: "no such remark" });
    expect(await world.say(pull, "/resolve 1")).toMatchObject({ outcome: "resolved" });
    expect(remark!.thread.resolvedBy).not.toBeNull();
    expect(plain.reactions).toEqual([]);
    const foreign = await pull.reviewComment({ body: "Hm.", path: "src/cart.ts", line: 3 });
    const wrong = pull.replyTo(foreign, { author: "maintainer", body: "/dismiss" });
    expect(await world.answered(wrong)).toMatchObject({ outcome: "no remark here" });
  });

  test("a number in a thread is not taken for a reason, and a second command is told, not swallowed", async () => {
    const [remark] = pull.botReviewComments;
    const reply = async (body: string) =>
      await world.answered(pull.replyTo(remark!, { author: "maintainer", body }));
    expect(await reply("/dismiss 7")).toMatchObject({ outcome: "another remark" });
    expect(await reply("/resolve 7")).toMatchObject({ outcome: "another remark" });
    expect(pull.botReviewComments.at(-1)!.body).toContain("This thread is about remark 1");
    expect(await world.say(pull, "/dismiss 1 7")).toMatchObject({ outcome: "no such remark" });
    expect(remark!.thread.resolvedBy).toBeNull();
    const two = "/remember prices are whole cents\n\n/dismiss 1 no";
    expect(await world.say(pull, two)).toMatchObject({ outcome: "remembered" });
    expect(lastOwn()).toContain("Only `/remember` was run");
    expect(lastOwn()).toContain("`/dismiss`");
    expect(await world.say(pull, "/forget")).toMatchObject({ outcome: "listed" });
    expect(lastOwn()).toContain("rule: prices are whole cents (by");
    expect(await reply("/dismiss 1 carts are never empty")).toMatchObject({ state: "done" });
    expect(await world.say(pull, "/forget")).toMatchObject({ outcome: "listed" });
    expect(lastOwn()).toContain("(carts are never empty)");
  });

  test("a command that fails says so where it was written", async () => {
    const path = `/repos/${repository.owner}/shop/collaborators/*/permission`;
    world.github.inject({ method: "GET", path, fault: { kind: "status", status: 422 } });
    expect(await world.say(pull, "/resolve 1")).toMatchObject({
      state: "failed",
      outcome: "github rejected",
    });
    expect(lastOwn()).toContain("`/resolve` failed (github rejected). Write it again");
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
