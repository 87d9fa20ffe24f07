import { randomUUID } from "node:crypto";
import type { PullHandle } from "@devflow/testkit";
import { expect, test } from "vitest";
import { handled, reviews, send, useWorld, type World } from "./helpers/world.ts";

const world = useWorld();

async function openPull(): Promise<PullHandle> {
  const repository = await world.github.createRepository({ files: { "a.ts": "one\n" } });
  await repository.commit({ branch: "change", files: { "a.ts": "two\n" } });
  return await repository.openPullRequest({ head: "change" });
}

/** Of one state, by head. */
async function setReviewState(world: World, headSha: string, state: string): Promise<void> {
  await world.database.query("UPDATE reviews SET state = $2 WHERE head_sha = $1", [headSha, state]);
}

test("an opened pull request becomes one review, and its new repository one index, however often it is delivered", async () => {
  const pull = await openPull();
  const { webhookUrl } = await world.startBot();
  await world.github.deliverAll(webhookUrl, { times: 3, order: "shuffled", seed: 7 });
  await handled(world);
  expect(await reviews(world)).toEqual([`1@${pull.headSha} queued`]);
  await expect.poll(() => world.jobs.review).toHaveLength(1);
  await expect.poll(() => world.jobs.index).toHaveLength(1);
  const [repository] = await world.database.query(
    "SELECT owner, name, default_branch, state FROM repositories",
  );
  expect(repository).toEqual({
    owner: "acme",
    name: "shop",
    default_branch: "main",
    state: "active",
  });
});

test.each([1, 2, 3])(
  "events in any order leave one open review, of the head (%i)",
  async (seed) => {
    const pull = await openPull();
    await pull.push({ files: { "a.ts": "three\n" } });
    pull.close();
    await pull.reopen();
    await pull.push({ files: { "a.ts": "four\n" } });
    const { webhookUrl } = await world.startBot();
    await world.github.deliverAll(webhookUrl, { times: 2, order: "shuffled", seed });
    await handled(world);
    const open = (await reviews(world)).filter((review) => review.endsWith("queued"));
    expect(open).toEqual([`1@${pull.headSha} queued`]);
  },
);

test("a new head supersedes the running review and tells the worker", async () => {
  const pull = await openPull();
  const { webhookUrl } = await world.startBot();
  await world.github.deliverAll(webhookUrl);
  await handled(world);
  const first = pull.headSha;
  await setReviewState(world, first, "running");
  const [row] = await world.database.query("SELECT id FROM reviews");
  const told = Promise.withResolvers<string>();
  const stop = await world.database.listen("review_superseded", told.resolve);
  await pull.push({ files: { "a.ts": "three\n" } });
  await world.github.deliverAll(webhookUrl);
  await handled(world);
  expect(await told.promise).toBe(row?.id);
  expect(await reviews(world)).toEqual([`1@${first} superseded`, `1@${pull.headSha} queued`]);
  await stop();
});

test("a head that comes back is reviewed after all", async () => {
  const pull = await openPull();
  const { webhookUrl } = await world.startBot();
  await world.github.deliverAll(webhookUrl);
  await handled(world);
  const first = pull.headSha;
  await pull.push({ files: { "a.ts": "three\n" } });
  await world.github.deliverAll(webhookUrl);
  await handled(world);
  await pull.repository.commit({ branch: "change", from: first, files: {} });
  const back = pull.headSha;
  await world.github.deliverAll(webhookUrl);
  await handled(world);
  expect((await reviews(world)).filter((review) => review.endsWith("queued"))).toEqual([
    `1@${back} queued`,
  ]);
});

test("a draft that was skipped is looked at again when it is ready, a posted review is not", async () => {
  const pull = await openPull();
  const { webhookUrl } = await world.startBot();
  await world.github.deliverAll(webhookUrl);
  await handled(world);
  await setReviewState(world, pull.headSha, "skipped");
  pull.readyForReview();
  await world.github.deliverAll(webhookUrl);
  await handled(world);
  expect(await reviews(world)).toEqual([`1@${pull.headSha} queued`]);
  await setReviewState(world, pull.headSha, "posted");
  pull.readyForReview();
  await world.github.deliverAll(webhookUrl);
  await handled(world);
  expect(await reviews(world)).toEqual([`1@${pull.headSha} posted`]);
});

test("against another base branch the same head is reviewed again, for a new title it is not", async () => {
  const pull = await openPull();
  const { webhookUrl } = await world.startBot();
  await world.github.deliverAll(webhookUrl);
  await handled(world);
  await setReviewState(world, pull.headSha, "posted");
  pull.edit({ title: "Another title" });
  await world.github.deliverAll(webhookUrl);
  await handled(world);
  expect(await reviews(world)).toEqual([`1@${pull.headSha} posted`]);
  for (const [at, state] of (["posted", "running", "held"] as const).entries()) {
    await setReviewState(world, pull.headSha, state);
    await pull.repository.commit({ branch: `release${at}`, files: { "notes.md": `${at}\n` } });
    await pull.changeBase(`release${at}`);
    await world.github.deliverAll(webhookUrl);
    await handled(world);
    expect(await reviews(world)).toEqual([`1@${pull.headSha} queued`]);
  }
});

test("a closed pull request has no open review", async () => {
  const pull = await openPull();
  const { webhookUrl } = await world.startBot();
  await world.github.deliverAll(webhookUrl);
  await handled(world);
  pull.close();
  await world.github.deliverAll(webhookUrl);
  await handled(world);
  expect(await reviews(world)).toEqual([`1@${pull.headSha} superseded`]);
});

test("somebody asks to run our check again: a posted review starts over, another App's does not", async () => {
  const pull = await openPull();
  const { webhookUrl } = await world.startBot();
  await world.github.deliverAll(webhookUrl);
  await handled(world);
  await world.database.query("UPDATE reviews SET state = 'posted', settled_at = now()");
  const run = {
    id: 77,
    suiteId: 78,
    name: "DevFlow",
    headSha: pull.headSha,
    externalId: "r",
    detailsUrl: null,
    status: "completed",
    conclusion: "neutral",
    startedAt: "2026-01-01T00:00:00Z",
    completedAt: "2026-01-01T00:00:01Z",
    output: { title: "Done", summary: "", text: null },
    annotations: [],
  };
  world.github.rerequestCheckRun(pull.repository, run);
  const hook = world.github.hooks.at(-1)!;
  const payload = JSON.parse(hook.body.toString());
  payload.check_run.app.id += 1;
  const secret = world.github.app.webhookSecret;
  const body = JSON.stringify(payload);
  await send(webhookUrl, { body, secret, event: "check_run", guid: "another-app" });
  expect((await handled(world)).find((row) => row.guid === "another-app")).toMatchObject({
    state: "ignored",
  });
  expect(await reviews(world)).toEqual([`1@${pull.headSha} posted`]);
  await world.github.deliverAll(webhookUrl);
  await handled(world);
  const [row] = await world.database.query("SELECT state, trigger, settled_at FROM reviews");
  expect(row).toEqual({ state: "queued", trigger: "check_run", settled_at: null });
});

test("a person's slash-command is stored and queued once; other comments are ignored", async () => {
  const pull = await openPull();
  const asked = pull.comment({ author: "octocat", body: "/Ask why  is this\nsafe?" });
  const inline = await pull.reviewComment({ body: "/explain", path: "a.ts", line: 1 });
  pull.comment({ author: "octocat", body: "I think /review would help" });
  pull.comment({ author: "octocat", body: "/usr/bin is missing" });
  pull.comment({ author: "devflow[bot]", body: "/review" });
  const { webhookUrl } = await world.startBot();
  await world.github.deliverAll(webhookUrl, { times: 2, order: "shuffled", seed: 3 });
  await handled(world);
  const rows = await world.database.query(
    "SELECT comment_kind, comment_id, author, verb, argument, pull_number FROM commands ORDER BY verb",
  );
  const author = pull.record.author.login;
  expect(rows).toEqual([
    {
      comment_kind: "issue_comment",
      comment_id: asked.id,
      author: "octocat",
      verb: "ask",
      argument: "why  is this\nsafe?",
      pull_number: 1,
    },
    {
      comment_kind: "review_comment",
      comment_id: inline.id,
      author,
      verb: "explain",
      argument: "",
      pull_number: 1,
    },
  ]);
  await expect.poll(() => world.jobs.command).toHaveLength(2);
});

test("until it is answered the newest words of a comment count, whatever order its events come in", async () => {
  const pull = await openPull();
  const asked = pull.comment({ author: "octocat", body: "/ask first" });
  const kept = pull.comment({ author: "octocat", body: "Thanks!\n\n@devflow explain" });
  const taken = pull.comment({ author: "octocat", body: "/describe" });
  const later = pull.comment({ author: "octocat", body: "Hello" });
  const { webhookUrl } = await world.startBot();
  await world.github.deliverAll(webhookUrl);
  await handled(world);
  pull.editComment(asked, { body: "/ask second" });
  pull.editComment(kept, { body: "/review", by: "somebody" });
  pull.editComment(taken, { body: "Never mind" });
  pull.editComment(later, { body: "/help" });
  await world.github.deliverAll(webhookUrl, { times: 2, order: "shuffled", seed: 9 });
  const [first] = world.github.hooks.filter(({ event }) => event === "issue_comment");
  await world.github.deliver({ to: webhookUrl, guid: first!.guid });
  await handled(world);
  const rows = await world.database.query(
    "SELECT comment_id, verb, argument, state FROM commands ORDER BY comment_id",
  );
  expect(rows).toEqual([
    { comment_id: asked.id, verb: "ask", argument: "second", state: "queued" },
    { comment_id: kept.id, verb: "explain", argument: "", state: "queued" },
    { comment_id: taken.id, verb: "describe", argument: "", state: "refused" },
    { comment_id: later.id, verb: "help", argument: "", state: "queued" },
  ]);
});

test("an answered comment is not queued again, however it is edited", async () => {
  const pull = await openPull();
  const asked = pull.comment({ author: "octocat", body: "/ask first" });
  const { webhookUrl } = await world.startBot();
  await world.github.deliverAll(webhookUrl);
  await handled(world);
  await world.database.query("UPDATE commands SET state = 'done'");
  pull.editComment(asked, { body: "/ask second" });
  pull.editComment(asked, { body: "Never mind" });
  await world.github.deliverAll(webhookUrl);
  await handled(world);
  const rows = await world.database.query("SELECT argument, state FROM commands");
  expect(rows).toEqual([{ argument: "first", state: "done" }]);
});

test("a push to the default branch is indexed, to another branch not", async () => {
  const repository = await world.github.createRepository({ files: { "a.ts": "one\n" } });
  const { webhookUrl } = await world.startBot();
  await repository.commit({ branch: "side", files: { "a.ts": "side\n" } });
  await world.github.deliverAll(webhookUrl);
  expect(await handled(world)).toMatchObject([{ event: "push", state: "ignored" }]);
  expect(await world.database.query("SELECT id FROM repositories")).toEqual([]);
  await repository.commit({ files: { "a.ts": "two\n" } });
  await world.github.deliverAll(webhookUrl);
  await handled(world);
  const [row] = await world.database.query("SELECT id FROM repositories");
  await expect.poll(() => new Set(world.jobs.index)).toEqual(new Set([row?.id]));
});

test("installations and their repositories come, change and go", async () => {
  const shop = await world.github.createRepository({ files: { a: "1" }, isInstalled: false });
  const site = await world.github.createRepository({ name: "site", isInstalled: false });
  const installation = world.github.install({ account: "acme", repositories: [shop] });
  const { webhookUrl } = await world.startBot();
  const states = async () => {
    await world.github.deliverAll(webhookUrl);
    await handled(world);
    const [row] = await world.database.query("SELECT account, state FROM installations");
    const repositories = await world.database.query<{ name: string; state: string }>(
      "SELECT name, state FROM repositories ORDER BY name",
    );
    return [row?.account, row?.state, ...repositories.map((each) => `${each.name} ${each.state}`)];
  };
  installation.announce();
  expect(await states()).toEqual(["acme", "active", "shop active"]);
  installation.addRepositories([site]);
  expect(await states()).toEqual(["acme", "active", "shop active", "site active"]);
  await expect.poll(() => world.jobs.index).toHaveLength(2);
  installation.removeRepositories([shop]);
  expect(await states()).toEqual(["acme", "active", "shop removed", "site active"]);
  installation.suspend();
  expect(await states()).toEqual(["acme", "suspended", "shop removed", "site active"]);
  installation.unsuspend();
  expect((await states())[1]).toBe("active");
  installation.delete();
  expect(await states()).toEqual(["acme", "removed", "shop removed", "site removed"]);
});

test("a removed installation stays removed when its first event comes late", async () => {
  await world.github.createRepository({ files: { a: "1" } });
  const installation = world.github.installation();
  installation.announce();
  installation.delete();
  const { webhookUrl } = await world.startBot();
  await world.github.deliver({ to: webhookUrl, order: "reversed" });
  await handled(world);
  const [row] = await world.database.query("SELECT state FROM installations");
  expect(row).toEqual({ state: "removed" });
});

test("a late event about a removed installation is ignored and revives nothing", async () => {
  const pull = await openPull();
  const { webhookUrl } = await world.startBot();
  await world.github.deliverAll(webhookUrl);
  await handled(world);
  await pull.push({ files: { "a.ts": "three\n" } });
  world.github.installation().delete();
  await world.github.deliver({ to: webhookUrl, order: "reversed" });
  const rows = await handled(world);
  const late = rows.filter((row) => row.outcome === "GitHub says that it is gone");
  expect(late.map((row) => [row.event, row.state])).toEqual([["pull_request", "ignored"]]);
  const [row] = await world.database.query("SELECT state FROM repositories");
  expect(row).toEqual({ state: "removed" });
});

test("events that nothing reacts to are acknowledged and ignored, known to GitHub or not", async () => {
  const { webhookUrl } = await world.startBot();
  world.github.ping();
  await world.github.deliverAll(webhookUrl);
  const secret = world.github.app.webhookSecret;
  const body = JSON.stringify({ action: "happened" });
  const answer = await send(webhookUrl, { body, secret, event: "brand_new", guid: randomUUID() });
  expect(answer.status).toBe(202);
  const rows = await handled(world);
  expect(rows.map((row) => row.state)).toEqual(["ignored", "ignored"]);
});

test("a payload of an unknown shape fails by itself and stops nothing", async () => {
  const pull = await openPull();
  const { webhookUrl } = await world.startBot();
  const secret = world.github.app.webhookSecret;
  const body = JSON.stringify({ action: "opened", pull_request: null });
  await send(webhookUrl, { body, secret, event: "pull_request", guid: "odd" });
  await world.github.deliverAll(webhookUrl);
  const rows = await handled(world);
  expect(rows.find((row) => row.guid === "odd")).toMatchObject({ state: "failed" });
  expect(await reviews(world)).toEqual([`1@${pull.headSha} queued`]);
});
