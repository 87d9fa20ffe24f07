import { ExternalError } from "@devflow/errors";
import { type FakeGitHub, type PullHandle, startFakeGitHub } from "@devflow/testkit";
import {
  byPurpose,
  findings,
  type ModelServer,
  startModelServer,
  status,
  verdict,
} from "@devflow/testkit/model-server";
import type { WorkerParts } from "@devflow/worker";
import { expect, test } from "vitest";
import { type DevFlow, startDevFlow } from "./devflow-instance.ts";
import { usePGliteStore } from "./pglite-store.ts";
import { openShop } from "./shop.ts";

/** `review.hold`: nothing is on the pull request until a maintainer says so. */

const store = usePGliteStore();

interface World {
  pull: PullHandle;
  github: FakeGitHub;
  devflow: DevFlow;
  /** Writes the comment, and gives what became of it when it was answered. */
  say(body: string): Promise<{ state: string; outcome: string | null } | undefined>;
  push(files: Record<string, string>): Promise<void>;
}

async function withHeld(
  work: (world: World) => Promise<void>,
  onStep?: WorkerParts["onStep"],
  expert: ModelServer | null = null,
) {
  const github = await startFakeGitHub();
  const devflow = await startDevFlow(store(), github, expert, onStep);
  const { repository, pull } = await openShop(github);
  repository.setPermission("maintainer", "write");
  await repository.commit({ files: { ".devflow.yml": "review:\n  hold: true\n" } });
  const deliver = () => github.deliverAll(devflow.webhookUrl);
  const world: World = {
    pull,
    github,
    devflow,
    async say(body) {
      const { id } = pull.comment({ author: "maintainer", body });
      await deliver();
      const answered =
        "SELECT state, outcome FROM commands WHERE comment_id = $1 AND state <> 'queued'";
      const read = () =>
        devflow.database.query<{ state: string; outcome: string | null }>(answered, [id]);
      await expect.poll(read, { timeout: 100_000 }).toHaveLength(1);
      return (await read())[0];
    },
    async push(files) {
      await pull.push({ files });
      await deliver();
      await devflow.ended(pull.headSha);
    },
  };
  try {
    await work(world);
    await deliver();
    github.assertNothingLeft();
  } finally {
    await devflow.close();
    await store().clear();
    await github.close();
  }
}

const evil = "export const run = (code: string) => eval(code);\n";
const three = {
  "src/a.ts": evil,
  "src/b.ts": evil.replace("run", "go"),
  "src/c.ts": `// c\n${evil}`,
};
const state = (devflow: DevFlow, pull: PullHandle) =>
  devflow.ended(pull.headSha).then((review) => review.state);

test("a held review is shown in the check run only, numbered", async () => {
  await withHeld(async ({ pull, devflow, push }) => {
    await push(three);
    expect(await state(devflow, pull)).toBe("held");
    expect(pull.botReviews).toEqual([]);
    expect(pull.botComments).toEqual([]);
    const [run] = pull.checkRuns;
    expect(run).toMatchObject({ status: "completed", conclusion: "neutral", annotations: [] });
    expect(run?.output.title).toBe("Review waits for a maintainer: 3 drafts");
    expect(run?.output.summary).toMatch(/### 1\. `src\/a\.ts:1`[\s\S]*### 3\. `src\/c\.ts:2`/);
  });
});

test("a maintainer edits, drops and publishes; the numbers stay, and nothing dropped comes back", async () => {
  await withHeld(async ({ pull, devflow, say, push }) => {
    await push(three);
    await say("/edit 3 Please parse instead of eval, @everyone");
    expect(pull.checkRuns[0]?.output.summary).toContain("Please parse instead of eval");
    const first = "SELECT drafted_title, edited_by FROM findings WHERE draft_number = 3";
    const kept = await devflow.database.query(first);
    expect(kept).toEqual([
      { drafted_title: expect.stringMatching(/eval/i), edited_by: "maintainer" },
    ]);
    await say("/edit 3 Please parse instead of eval, @everyone");
    expect(await devflow.database.query(first)).toEqual(kept);
    await say("/drop 2");
    expect(pull.checkRuns[0]?.output.title).toContain("2 drafts");
    await say("/publish 3");
    expect(pull.botReviewComments.map(({ path }) => path)).toEqual(["src/c.ts"]);
    expect(pull.botReviewComments[0]?.body).toMatch(
      /^\*\*Please parse instead of eval, `@everyone`\*\*/,
    );
    expect(await state(devflow, pull)).toBe("held");
    await say("/publish");
    await say("/publish");
    expect(pull.botReviewComments.map(({ path }) => path)).toEqual(["src/c.ts", "src/a.ts"]);
    expect(pull.botReviews.filter(({ body }) => body !== "")).toHaveLength(1);
    expect(await state(devflow, pull)).toBe("posted");
    expect(pull.checkRuns[0]?.output.title).toContain("2 findings");

    await push({ "src/other.ts": "export const other = 1;\n" });
    expect(await state(devflow, pull)).toBe("posted");
    expect(pull.botReviewComments).toHaveLength(2);
  });
});

test("a newer head takes over: its draft has what was not published, and the old one is gone", async () => {
  await withHeld(async ({ pull, devflow, say, push }) => {
    await push({ "src/a.ts": evil });
    const old = pull.checkRuns[0]!;
    await push({ "src/b.ts": evil.replace("run", "go") });
    expect(await state(devflow, pull)).toBe("held");
    expect(pull.checkRuns[0]?.output.title).toContain("2 drafts");
    expect(old).toMatchObject({ conclusion: "cancelled" });
    await say("/publish");
    expect(pull.botReviewComments.map(({ path }) => path)).toEqual(["src/a.ts", "src/b.ts"]);
  });
});

test("/review leaves a waiting draft as it is; once reviews are not held any more, it posts it", async () => {
  await withHeld(async ({ pull, devflow, say, push }) => {
    await push(three);
    await say("/drop 1");
    await say("/edit 3 Please parse instead");
    await say("/review");
    expect(await state(devflow, pull)).toBe("held");
    expect(pull.checkRuns[0]?.output.summary).toMatch(/### 2\. [\s\S]*### 3\. [\s\S]*Please parse/);
    expect(pull.botComments.at(-1)?.body).toContain("waits for a maintainer");
    await pull.repository.commit({ files: { ".devflow.yml": "review:\n  profile: balanced\n" } });
    // GitHub takes a newer base over by itself, at times of its own.
    pull.record.base.sha = (await pull.repository.tip())!;
    await say("/review");
    expect(pull.botReviewComments.map(({ path }) => path)).toEqual(["src/b.ts", "src/c.ts"]);
    expect(await state(devflow, pull)).toBe("posted");
    expect(pull.checkRuns[0]?.output.title).toMatch(/^2 findings \([^)]*\), \d/);
  });
});

test("what was said and stands keeps the check red while other findings wait; each counts once", async () => {
  await withHeld(async ({ pull, say, push }) => {
    await pull.repository.commit({
      files: { ".devflow.yml": "review:\n  hold: true\n  fail_on: high\n" },
    });
    await push({ "src/a.ts": evil });
    expect(pull.checkRuns[0]?.conclusion).toBe("neutral");
    await say("/publish");
    expect(pull.checkRuns[0]?.conclusion).toBe("failure");
    await push({ "src/b.ts": evil.replace("run", "go"), "src/c.ts": `// c\n${evil}` });
    expect(pull.checkRuns[0]?.conclusion).toBe("failure");
    await say("/drop 2");
    expect(pull.checkRuns[0]).toMatchObject({ conclusion: "failure" });
    await say("/publish");
    expect(pull.checkRuns[0]?.output.title).toMatch(/^1 finding .*, 1 /);
  });
});

test.each([
  ["/drop 1", "dropped"],
  ["/edit 1 Other words", "edited"],
  ["/publish 1", "published"],
])("%s that dies before its answer is stored is done by the next try", async (words, outcome) => {
  await withHeld(async ({ pull, devflow, say, push }) => {
    await push({ "src/a.ts": evil });
    expect(await say(words)).toEqual({ state: "done", outcome });
    // As a run that died after its work left it: nothing is known of an answer.
    const [command] = await devflow.database.query<{ id: string }>(
      "UPDATE commands SET state = 'queued', answer = NULL, finished_at = NULL RETURNING id",
    );
    await devflow.queues.enqueue("command", { commandId: command!.id });
    const read = () => devflow.database.query("SELECT state, outcome FROM commands");
    await expect.poll(read, { timeout: 100_000 }).toEqual([{ state: "done", outcome }]);
    expect(pull.botComments.filter(({ body }) => body.includes("no held finding"))).toEqual([]);
  });
});

test("what was dropped is not said to be published", async () => {
  await withHeld(async ({ push, say }) => {
    await push(three);
    await say("/drop 2");
    expect(await say("/publish 2")).toEqual({ state: "refused", outcome: "no such finding" });
    expect(await say("/publish 1 2")).toEqual({ state: "done", outcome: "published in part" });
    expect(await say("/drop 1")).toEqual({ state: "refused", outcome: "no such finding" });
  });
});

test.each(["posted", "threads", "summary"])(
  "a publication that dies at `%s` is carried through by the next try, once",
  async (step) => {
    let deaths = 0;
    const onStep = async (reached: string) => {
      if (reached !== step || deaths > 0) return;
      deaths += 1;
      throw new ExternalError("died", { service: "github", retryable: true });
    };
    await withHeld(async ({ pull, devflow, say, push }) => {
      await push({ "src/a.ts": evil });
      const answer = await say("/publish");
      expect(deaths).toBe(1);
      expect(answer).toEqual({ state: "done", outcome: "published" });
      expect(pull.botReviews).toHaveLength(1);
      expect(pull.botReviewComments).toHaveLength(1);
      expect(await state(devflow, pull)).toBe("posted");
    }, onStep);
  },
);

test.each(["held"])("a run that dies at `%s` is held by the next one", async (step) => {
  let deaths = 0;
  const onStep = async (reached: string) => {
    if (reached !== step || deaths > 0) return;
    deaths += 1;
    throw new ExternalError("died", { service: "github", retryable: true });
  };
  await withHeld(async ({ pull, devflow, push }) => {
    await push({ "src/a.ts": evil });
    expect(await state(devflow, pull)).toBe("held");
    expect(pull.botReviews).toEqual([]);
    expect(pull.checkRuns[0]?.output.title).toContain("1 draft");
  }, onStep);
});

test("a draft that was made while the expert was away gets its part, and keeps what people did with it", async () => {
  let isUp = false;
  const found = {
    path: "src/c.ts",
    quote: "// c",
    title: "The total is in cents",
  };
  const script = byPurpose({
    draft: ({ user }) =>
      isUp ? findings(user.includes("file: src/c.ts") ? [found] : []) : status(400),
    verify: () => verdict("keep"),
  });
  await using expert = await startModelServer({ script, models: [{ id: "scripted" }] });
  const work = async ({ pull, devflow, say, push }: World) => {
    await push(three);
    expect(await state(devflow, pull)).toBe("held");
    expect(pull.checkRuns[0]?.output.summary).toContain("It is asked again for a day");
    await say("/drop 1");
    await say("/edit 3 Please parse instead");
    isUp = true;
    await expect
      .poll(() => pull.checkRuns[0]?.output.summary, { timeout: 100_000 })
      .toMatch(/### 2\. [\s\S]*### 3\. [\s\S]*Please parse[\s\S]*### 4\. [\s\S]*in cents/);
    expect(pull.checkRuns[0]?.output.title).toContain("3 drafts");
    expect(pull.checkRuns[0]?.output.summary).not.toContain("asked again");
    expect(await state(devflow, pull)).toBe("held");
    expect(pull.botReviews).toEqual([]);
    await say("/publish");
    expect(pull.botReviewComments.map(({ path, line }) => `${path}:${line}`).sort()).toEqual([
      "src/b.ts:1",
      "src/c.ts:1",
      "src/c.ts:2",
    ]);
  };
  await withHeld(work, undefined, expert);
});
