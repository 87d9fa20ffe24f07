import type { Database } from "@devflow/database";
import { createTestDatabase, emptyTables } from "@devflow/database/testing";
import { createAppClient } from "@devflow/github";
import { createLogger } from "@devflow/logging";
import {
  type FakeGitHub,
  type PullHandle,
  type RepositoryHandle,
  startFakeGitHub,
} from "@devflow/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { repositoriesWithDuePulls } from "../src/backfill/due-pulls.ts";
import { forgetOldComments } from "../src/backfill/forget-old-comments.ts";
import {
  type BackfilledRepository,
  type FollowOutcome,
  followReviewed,
} from "../src/backfill/index.ts";

const logger = createLogger({ level: "silent" });
const hourMs = 60 * 60 * 1_000;
let database: Database;
let github: FakeGitHub;
let repository: RepositoryHandle;
let row: BackfilledRepository;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => begin());
afterEach(async () => {
  github.assertNothingLeft({ webhooks: false });
  await github.close();
  await emptyTables(database, "repositories", "installations");
});

async function begin(limits?: { graphqlPointsPerHour: number }): Promise<void> {
  github = await startFakeGitHub(limits && { limits });
  repository = await github.createRepository({ files: { "README.md": "Shop\n" } });
  repository.setPermission("kim", "write");
  const installation = github.installation(repository);
  const { owner, name, id } = repository;
  await database.query("INSERT INTO installations (id, account) VALUES ($1, $2)", [
    installation.id,
    owner,
  ]);
  const [stored] = await database.query<{ id: number }>(
    `INSERT INTO repositories (github_id, installation_id, owner, name) VALUES ($1, $2, $3, $4)
     RETURNING id`,
    [id, installation.id, owner, name],
  );
  row = { id: stored!.id, owner, name };
}

async function openPull(branch: string): Promise<PullHandle> {
  await repository.commit({ branch, files: { [`src/${branch}.ts`]: total } });
  return await repository.openPullRequest({ head: branch, title: branch, author: "mia" });
}

const total = `export function total(items: Item[]): number {
  let sum = 0;
  for (const item of items) sum += item.price * item.amount;
  return sum;
}
`;

async function reviewed({ number, headSha }: PullHandle): Promise<void> {
  await database.query(
    `INSERT INTO reviews (repository_id, pull_number, head_sha, trigger, state)
     VALUES ($1, $2, $3, 'webhook', 'posted')`,
    [row.id, number, headSha],
  );
}

/** As the bot stores what a webhook says. */
async function toldOfEnd({ number }: PullHandle): Promise<void> {
  await database.query(
    "INSERT INTO pull_requests (repository_id, number, closed_at) VALUES ($1, $2, now())",
    [row.id, number],
  );
}

async function follow(laterMs = 0): Promise<FollowOutcome> {
  const client = createAppClient({
    apiUrl: github.apiUrl,
    appId: github.app.id,
    privateKey: github.app.privateKey,
    logger,
    retryPolicy: { delaysMs: [1, 1], maxRateWaitMs: 5 },
  }).forInstallation(github.installation(repository).id);
  const now = () => new Date(Date.now() + laterMs);
  return await followReviewed(database, client, row, { now });
}

const dueAt = (laterMs: number) =>
  repositoriesWithDuePulls(database, new Date(Date.now() + laterMs), 10);

const comments = () =>
  database.query(
    `SELECT id, pull_number, author, body, path, line, lines_changed, stored_at
       FROM human_comments ORDER BY pull_number, github_comment_id`,
  );

test("what people wrote on a reviewed pull request is there once it is merged, and what they add in three days", async () => {
  const pull = await openPull("sum");
  const path = "src/sum.ts";
  await pull.reviewComment({
    author: "kim",
    body: "Round the sum, it is in cents.",
    path,
    line: 4,
  });
  await reviewed(pull);
  expect(await dueAt(0)).toEqual([]);
  await pull.push({ files: { [path]: total.replace("return sum;", "return Math.round(sum);") } });
  await pull.merge();
  await toldOfEnd(pull);
  const others = await openPull("others");
  await others.reviewComment({
    author: "kim",
    body: "Nobody reviewed it.",
    path: "src/others.ts",
    line: 1,
  });
  await others.merge();
  await toldOfEnd(others);
  expect(await dueAt(0)).toEqual([row.id]);

  expect(await follow()).toMatchObject({ ended: 1, comments: 1, hasMore: false, wait: null });
  const [first] = await comments();
  expect(first).toMatchObject({
    ...{ pull_number: pull.number, author: "kim", line: 4, lines_changed: true },
  });
  const [remembered] = await database.query("SELECT author, path FROM review_comments");
  expect(remembered).toEqual({ author: "person", path });
  expect(await follow(hourMs)).toMatchObject({ ended: 0, requests: 0 });

  await pull.reviewComment({ author: "kim", body: "This overflows, too.", path, line: 3 });
  expect(await follow(73 * hourMs)).toMatchObject({ ended: 1, comments: 2 });
  const [again, late] = await comments();
  expect(again).toEqual(first);
  expect(late).toMatchObject({ author: "kim", line: 3, lines_changed: false });
  expect(await dueAt(200 * hourMs)).toEqual([]);
});

test("an end that nobody told of is found a day later; one that is open again is no longer closed", async () => {
  const [merged, reopened, gone] = [await openPull("a"), await openPull("b"), await openPull("c")];
  for (const pull of [merged, reopened, gone]) await reviewed(pull);
  await merged.merge();
  await toldOfEnd(reopened);
  expect(await follow(19 * hourMs)).toMatchObject({ ended: 0, others: 1, requests: 1 });
  github.inject({ path: "/graphql", skip: 1, fault: { kind: "status", status: 404 } });
  expect(await follow(21 * hourMs)).toMatchObject({ ended: 1, others: 1 });
  const known = await database.query(
    `SELECT number, closed_at IS NOT NULL AS is_closed, merged_at IS NOT NULL AS is_merged
       FROM pull_requests ORDER BY number`,
  );
  expect(known).toEqual([
    { number: merged.number, is_closed: true, is_merged: true },
    { number: reopened.number, is_closed: false, is_merged: false },
    { number: gone.number, is_closed: false, is_merged: false },
  ]);
});

test("a fifth of an hour's points is left to reviews", async () => {
  await emptyTables(database, "repositories", "installations");
  await github.close();
  await begin({ graphqlPointsPerHour: 12 });
  for (let index = 0; index < 11; index++) {
    const pull = await openPull(`b${index}`);
    await reviewed(pull);
    pull.close();
    await toldOfEnd(pull);
  }
  // Ten are read at once, at a point each: 2 of 12 are left.
  const { ended, wait } = await follow();
  expect({ ended, reason: wait?.reason }).toEqual({ ended: 10, reason: "budget" });
  expect(await dueAt(0)).toEqual([row.id]);
});

test("what people wrote goes when it was kept for long enough, wherever it is kept", async () => {
  const pull = await openPull("sum");
  await pull.reviewComment({
    author: "kim",
    body: "Round the sum, please.",
    path: "src/sum.ts",
    line: 4,
  });
  await reviewed(pull);
  await pull.merge();
  await toldOfEnd(pull);
  await follow();
  const left = async () => {
    const [counts] = await database.query(
      `SELECT (SELECT count(*) FROM human_comments) AS comments,
              (SELECT count(*) FROM past_pulls) AS pulls,
              (SELECT count(*) FROM review_comments) AS shown`,
    );
    return counts;
  };
  for (const table of ["human_comments", "past_pulls"]) {
    await database.query(`UPDATE ${table} SET stored_at = now() - interval '9 days'`);
  }
  await follow(73 * hourMs);
  expect(await forgetOldComments(database, 10)).toBe(0);
  expect(await left()).toEqual({ comments: 1, pulls: 1, shown: 1 });
  expect(await forgetOldComments(database, 9), "reading again keeps nothing longer").toBe(1);
  expect(await left()).toEqual({ comments: 0, pulls: 0, shown: 0 });
  expect(await dueAt(100 * hourMs)).toEqual([]);
});
