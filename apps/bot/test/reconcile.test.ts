import { type AppClient, createAppClient } from "@devflow/github";
import { expect, test } from "vitest";
import { forgetOldDeliveries } from "../src/reconcile/forget-old-deliveries.ts";
import { reconcilePulls } from "../src/reconcile/reconcile-pulls.ts";
import { maxRedeliveries } from "../src/reconcile/redelivery-ledger.ts";
import { sweepDeliveries } from "../src/reconcile/sweep-deliveries.ts";
import { storeDelivery } from "../src/webhook/store-delivery.ts";
import { requeueLostWork } from "../src/work/requeue-lost-work.ts";
import { handled, reviews, useWorld } from "./helpers/world.ts";

const world = useWorld();
const nowhere = "http://127.0.0.1:9/";

function client(): AppClient {
  const { apiUrl, app } = world.github;
  return createAppClient({
    apiUrl,
    appId: app.id,
    privateKey: app.privateKey,
    logger: world.logger,
    retryPolicy: { delaysMs: [1, 1], maxRateWaitMs: 0 },
  });
}

async function openPull(name = "shop") {
  const repository = await world.github.createRepository({ name, files: { "a.ts": "one\n" } });
  await repository.commit({ branch: "change", files: { "a.ts": "two\n" } });
  return await repository.openPullRequest({ head: "change" });
}

const sweep = () => sweepDeliveries({ ...world, client: client() });
const reconcile = () => reconcilePulls({ ...world, client: client() });

test("deliveries that were lost are asked for again and end in a review", async () => {
  const pull = await openPull();
  await world.github.deliverAll(nowhere);
  const { webhookUrl } = await world.startBot();
  world.github.setWebhookUrl(webhookUrl);
  const lost = world.github.hooks.length;
  expect(await sweep()).toBe(lost);
  await expect.poll(async () => (await handled(world)).length).toBe(lost);
  expect(await reviews(world)).toEqual([`1@${pull.headSha} queued`]);
  expect(await sweep()).toBe(0);
});

test("what is in the inbox is not asked for, although GitHub takes it for failed", async () => {
  await openPull();
  await world.github.deliverAll(nowhere);
  for (const { guid, event, body } of world.github.hooks) {
    await storeDelivery(world.database, { guid, event, payload: body.toString() });
  }
  expect(await sweep()).toBe(0);
});

test("a delivery that never gets through is asked for a few times only", async () => {
  world.github.ping();
  await world.github.deliverAll(nowhere);
  let asked = 0;
  for (let round = 0; round < maxRedeliveries + 2; round++) asked += await sweep();
  expect(asked).toBe(maxRedeliveries);
});

test("the mark moves along, and stays when GitHub does not answer", async () => {
  const mark = async () => (await world.database.query("SELECT done_until FROM sweep_marks"))[0];
  world.github.inject({
    path: "/app/hook/deliveries",
    times: 3,
    fault: { kind: "status", status: 500 },
  });
  await expect(sweep()).rejects.toMatchObject({ code: "unavailable" });
  expect(await mark()).toBeUndefined();
  const now = new Date();
  await sweepDeliveries({ ...world, client: client(), now });
  expect(await mark()).toEqual({ done_until: now });
});

test("open pull requests without a review are found, others are left alone", async () => {
  const pull = await openPull();
  const closed = await pull.repository.openPullRequest({ head: "change" });
  closed.close();
  expect(await reconcile()).toBe(1);
  expect(await reviews(world)).toEqual([`1@${pull.headSha} queued`]);
  await expect.poll(() => world.jobs.review).toHaveLength(1);
  for (const state of ["posted", "skipped", "failed", "running"]) {
    await world.database.query("UPDATE reviews SET state = $1", [state]);
    expect(await reconcile()).toBe(0);
  }
});

test("a pull request that was quiet since the App was installed is left alone", async () => {
  const pull = await openPull();
  pull.record.updatedAt = "2020-01-01T00:00:00Z";
  expect(await reconcile()).toBe(0);
  pull.record.updatedAt = new Date().toISOString();
  expect(await reconcile()).toBe(1);
});

test("a review that was ended too early starts over", async () => {
  const pull = await openPull();
  await reconcile();
  await world.database.query("UPDATE reviews SET state = 'superseded'");
  expect(await reconcile()).toBe(1);
  expect(await reviews(world)).toEqual([`1@${pull.headSha} queued`]);
});

test("a review that failed is tried again after an hour, for a day", async () => {
  await openPull();
  await reconcile();
  const failed = (ago: string, created: string) =>
    world.database.query(
      `UPDATE reviews SET state = 'failed', finished_at = now() - $1::interval,
              created_at = now() - $2::interval`,
      [ago, created],
    );
  await failed("10 minutes", "30 minutes");
  expect(await reconcile()).toBe(0);
  await failed("2 hours", "2 days");
  expect(await reconcile()).toBe(0);
  await failed("2 hours", "3 hours");
  expect(await reconcile()).toBe(1);
});

test("an empty database is filled from GitHub: installations, repositories, reviews", async () => {
  await openPull("shop");
  await openPull("site");
  const globex = world.github.install({ account: "globex" });
  globex.suspend();
  expect(await reconcile()).toBe(2);
  const rows = await world.database.query(
    "SELECT account, state FROM installations ORDER BY account",
  );
  expect(rows).toEqual([
    { account: "acme", state: "active" },
    { account: "globex", state: "suspended" },
  ]);
  const repositories = await world.database.query("SELECT name FROM repositories ORDER BY name");
  expect(repositories).toEqual([{ name: "shop" }, { name: "site" }]);
  await expect.poll(() => world.jobs.index).toHaveLength(2);
});

test("a repository that the App lost is marked removed", async () => {
  const pull = await openPull("shop");
  await openPull("site");
  await reconcile();
  world.github.installation().removeRepositories([pull.repository]);
  await reconcile();
  const rows = await world.database.query("SELECT name, state FROM repositories ORDER BY name");
  expect(rows).toEqual([
    { name: "shop", state: "removed" },
    { name: "site", state: "active" },
  ]);
});

test("an installation that fails does not stop the others", async () => {
  await openPull();
  const other = await world.github.createRepository({ owner: "globex", files: { "a.ts": "1\n" } });
  await other.commit({ branch: "change", files: { "a.ts": "2\n" } });
  const pull = await other.openPullRequest({ head: "change" });
  world.github.inject({ path: "/repos/acme/shop/pulls", fault: { kind: "status", status: 404 } });
  expect(await reconcile()).toBe(1);
  expect(await reviews(world)).toEqual([`1@${pull.headSha} queued`]);
});

test("rows whose job was lost get one again, fresh and settled ones do not", async () => {
  await openPull();
  await reconcile();
  await expect.poll(() => world.jobs.review).toHaveLength(1);
  expect(await requeueLostWork(world.database, world.queues)).toEqual({ reviews: 0, commands: 0 });
  await world.database.query("UPDATE reviews SET created_at = now() - interval '2 minutes'");
  await world.database.query(
    `INSERT INTO commands
       (repository_id, pull_number, comment_kind, comment_id, author, verb, created_at)
     SELECT id, 1, 'issue_comment', 1, 'octocat', 'review', now() - interval '2 minutes'
     FROM repositories`,
  );
  expect(await requeueLostWork(world.database, world.queues)).toEqual({ reviews: 1, commands: 1 });
  await expect.poll(() => world.jobs.review).toHaveLength(2);
  await expect.poll(() => world.jobs.command).toHaveLength(1);
  await world.database.query("UPDATE reviews SET state = 'running', started_at = now()");
  await world.database.query("UPDATE commands SET state = 'done'");
  expect(await requeueLostWork(world.database, world.queues)).toEqual({ reviews: 0, commands: 0 });
  await world.database.query("UPDATE reviews SET started_at = now() - interval '1 hour'");
  expect(await requeueLostWork(world.database, world.queues)).toEqual({ reviews: 1, commands: 0 });
});

test("a review without its expert's part is tried once an hour, until a newer head took over", async () => {
  await openPull();
  await reconcile();
  await world.database.query(
    `UPDATE reviews SET state = 'posted', expert_state = 'unavailable', finished_at = now(),
            started_at = now() - interval '2 hours', created_at = now() - interval '3 hours'`,
  );
  const requeued = () => requeueLostWork(world.database, world.queues);
  expect(await requeued()).toMatchObject({ reviews: 1 });
  await world.database.query("UPDATE reviews SET started_at = now()");
  expect(await requeued()).toMatchObject({ reviews: 0 });
  await world.database.query("UPDATE reviews SET started_at = now() - interval '2 hours'");
  await world.database.query(
    `INSERT INTO reviews (repository_id, pull_number, head_sha, trigger)
     SELECT repository_id, pull_number, 'newer', 'webhook' FROM reviews`,
  );
  expect(await requeued()).toMatchObject({ reviews: 0 });
});

test("a review whose second part was cut off is taken up; a removed repository's waits", async () => {
  await openPull();
  await reconcile();
  await world.database.query(
    `UPDATE reviews SET state = 'posted', expert_state = 'used', finished_at = NULL,
            settled_at = now(), started_at = now() - interval '20 minutes'`,
  );
  const requeued = () => requeueLostWork(world.database, world.queues);
  expect(await requeued()).toMatchObject({ reviews: 1 });
  await world.database.query("UPDATE repositories SET state = 'removed'");
  expect(await requeued()).toMatchObject({ reviews: 0 });
});

test("old deliveries are forgotten, waiting ones never", async () => {
  for (const guid of ["old-done", "old-waiting", "new-done"]) {
    await storeDelivery(world.database, { guid, event: "push", payload: "{}" });
  }
  await world.database.query("UPDATE deliveries SET state = 'processed' WHERE guid LIKE '%done'");
  await world.database.query(
    "UPDATE deliveries SET received_at = now() - interval '8 days' WHERE guid LIKE 'old%'",
  );
  await forgetOldDeliveries(world.database, 7);
  const rows = await world.database.query("SELECT guid FROM deliveries ORDER BY guid");
  expect(rows).toEqual([{ guid: "new-done" }, { guid: "old-waiting" }]);
});

test("both reconciliations run by themselves from the schedule", async () => {
  const pull = await openPull();
  await world.github.deliverAll(nowhere);
  const often = { SWEEP_INTERVAL_MS: "1000", RECONCILE_INTERVAL_MS: "1000" };
  await world.startBot(world.settings(often));
  await expect
    .poll(() => reviews(world), { timeout: 100_000 })
    .toEqual([`1@${pull.headSha} queued`]);
});
