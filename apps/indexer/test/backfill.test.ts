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
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type BackfilledRepository,
  type BackfillOptions,
  type BackfillProgress,
  type PastPullWithComments,
  readHumanComments,
  readPastPulls,
  runBackfill,
} from "../src/backfill/index.ts";

const logger = createLogger({ level: "silent" });
let database: Database;
let github: FakeGitHub;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

beforeEach(async () => {
  github = await startFakeGitHub();
});
afterEach(async () => {
  github.assertNothingLeft({ webhooks: false });
  await github.close();
  await emptyTables(database, "repositories", "installations");
});

/** The row of a repository, as webhooks leave it. */
async function known(repository: RepositoryHandle): Promise<BackfilledRepository> {
  const { owner, name, id } = repository;
  const installation = github.installation(repository);
  await database.query(
    "INSERT INTO installations (id, account) VALUES ($1, $2) ON CONFLICT DO NOTHING",
    [installation.id, owner],
  );
  const [row] = await database.query<{ id: number }>(
    `INSERT INTO repositories (github_id, installation_id, owner, name) VALUES ($1, $2, $3, $4)
     RETURNING id`,
    [id, installation.id, owner, name],
  );
  return { id: row!.id, owner, name };
}

function client(repository: RepositoryHandle) {
  return createAppClient({
    apiUrl: github.apiUrl,
    appId: github.app.id,
    privateKey: github.app.privateKey,
    logger,
    retryPolicy: { delaysMs: [1, 1], maxRateWaitMs: 5 },
  }).forInstallation(github.installation(repository).id);
}

function backfill(
  repository: RepositoryHandle,
  row: BackfilledRepository,
  options?: BackfillOptions,
) {
  return runBackfill(database, client(repository), row, options);
}

async function stored(row: BackfilledRepository): Promise<PastPullWithComments[]> {
  const pulls: PastPullWithComments[] = [];
  for await (const pull of readPastPulls(database, row.id)) pulls.push(pull);
  return pulls;
}

const total = `export function total(items: Item[]): number {
  let sum = 0;
  for (const item of items) {
    sum += item.price * item.amount;
  }
  return sum;
}
`;

async function openTotal(): Promise<{ repository: RepositoryHandle; pull: PullHandle }> {
  const repository = await github.createRepository({
    files: { "src/old.ts": "export const vatRate = 0.19;\nexport const roundTo = 2;\n" },
  });
  repository.setPermission("kim", "write");
  await repository.commit({
    branch: "total",
    files: { "src/total.ts": total, "src/old.ts": "export const roundTo = 2;\n" },
  });
  const pull = await repository.openPullRequest({ head: "total", title: "Total", author: "mia" });
  return { repository, pull };
}

const unrounded = "Please round the sum, prices are in cents here.";

describe("what people said on a past pull request", () => {
  test("is stored with its lines, and whether they were changed before the merge", async () => {
    const { repository, pull } = await openTotal();
    const path = "src/total.ts";
    const fixed = await pull.reviewComment({ author: "kim", body: unrounded, path, line: 6 });
    const reply = pull.replyTo(fixed, { author: "mia", body: "Done." });
    await pull.reviewComment({ author: "kim", body: "Nice!", path, line: 1 });
    await pull.reviewComment({ author: "renovate[bot]", body: "Pin it.", path, line: 2 });
    await pull.reviewComment({ author: "mia", body: "I should move this.", path, line: 2 });
    const removed = { path: "src/old.ts", side: "LEFT" as const, line: 1 };
    await pull.reviewComment({ author: "kim", body: "Keep this constant please.", ...removed });
    const commented = pull.headSha;
    await pull.push({
      files: {
        [path]: `// Prices are in cents.\n${total.replace("return sum;", "return Math.round(sum);")}`,
        "src/old.ts": "export const roundTo = 2;\nexport const vatRate = 0.19;\n",
      },
    });
    pull.resolveThread(fixed);
    await pull.merge();
    const row = await known(repository);
    const progress: BackfillProgress[] = [];
    const outcome = await backfill(repository, row, { onProgress: (each) => progress.push(each) });
    expect(outcome).toMatchObject({ end: "done", pulls: 1, comments: 6 });
    expect(progress).toMatchObject([{ pulls: 0, pullsRead: 1, comments: 6 }]);
    const [found, ...others] = await stored(row);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      ...{ number: 1, title: "Total", author: "mia", headSha: pull.headSha },
      mergedAt: expect.any(Date),
    });
    expect(found!.comments).toMatchObject([
      {
        ...{ author: "kim", body: unrounded, path, side: "RIGHT", startLine: 6, line: 6 },
        ...{ commitSha: commented, isResolved: true, linesChanged: true, isBot: false },
        ...{ authorAssociation: "COLLABORATOR", replyToId: null, isByPullAuthor: false },
        hunk: expect.stringMatching(/^@@ [\s\S]*\n\+ {2}return sum;\n\+\}$/),
      },
      { body: "Done.", replyToId: fixed.id, isByPullAuthor: true, githubCommentId: reply.id },
      { body: "Nice!", linesChanged: false, isResolved: false },
      { body: "Pin it.", isBot: true, linesChanged: null },
      { body: "I should move this.", isByPullAuthor: true, linesChanged: false },
      { side: "LEFT", body: "Keep this constant please.", linesChanged: true },
    ]);
  });

  test("is remembered for similar code when somebody of the team asks for something", async () => {
    const { repository, pull } = await openTotal();
    const say = (author: string, body: string, line = 6) =>
      pull.reviewComment({ author, body, path: "src/total.ts", line });
    const asked = await say("kim", unrounded);
    pull.replyTo(asked, { author: "kim", body: "You should also add a test." });
    await say("kim", "Nice!");
    await say("kim", "Why is this a loop?");
    await say("mia", "I should round this.");
    await say("renovate[bot]", "You should pin this dependency.");
    await say("kim", "Please use token ghp_abcdefghijklmnopqrstuvwxyz0123456789 here.");
    await pull.merge();
    const row = await known(repository);
    await backfill(repository, row);
    const remembered = await database.query(
      "SELECT author, path, start_line, end_line, hunk, body, created_at FROM review_comments",
    );
    expect(remembered).toEqual([
      {
        ...{ author: "person", path: "src/total.ts", start_line: 6, end_line: 6 },
        ...{ body: unrounded, hunk: total.split("\n").slice(0, 6).join("\n") },
        created_at: new Date(asked.createdAt),
      },
    ]);
  });

  test("is updated, not repeated, when it is read again", async () => {
    const { repository, pull } = await openTotal();
    const comment = await pull.reviewComment({
      ...{ author: "kim", body: unrounded, path: "src/total.ts", line: 6 },
    });
    await pull.merge();
    const row = await known(repository);
    await backfill(repository, row);
    const before = await stored(row);
    pull.editComment(comment, { body: "Please round the sum to cents." });
    pull.resolveThread(comment);
    await backfill(repository, row, { since: new Date(0) });
    await backfill(repository, row, { since: new Date(-1) });
    const after = await stored(row);
    expect(after).toMatchObject([
      {
        ...before[0],
        comments: [{ body: "Please round the sum to cents.", isResolved: true }],
      },
    ]);
    expect(after[0]!.comments[0]!.id).toBe(before[0]!.comments[0]!.id);
    const remembered = await database.query("SELECT body FROM review_comments");
    expect(remembered).toEqual([{ body: "Please round the sum to cents." }]);
  });

  test("is kept without its commit when GitHub has thrown that away", async () => {
    const { repository, pull } = await openTotal();
    const path = "src/total.ts";
    const lost = pull.headSha;
    await pull.reviewComment({ author: "kim", body: unrounded, path, line: 6 });
    await pull.reviewComment({ author: "kim", body: "Please rename it.", path, line: 7 });
    await pull.push({ files: { [path]: total.replace("return sum;", "return sum / 100;") } });
    await pull.merge();
    repository.loseCommit(lost);
    const row = await known(repository);
    await backfill(repository, row);
    const [found] = await stored(row);
    // The hunk still says what the lines were; a closing brace stands everywhere.
    expect(found!.comments).toMatchObject([
      { commitSha: "", line: 6, linesChanged: true },
      { commitSha: "", line: 7, linesChanged: null },
    ]);
    repository.loseCommit(pull.headSha);
    await emptyTables(database, "backfills", "past_pulls", "human_comments");
    await backfill(repository, row);
    const [again] = await stored(row);
    expect(again!.comments.map(({ linesChanged }) => linesChanged)).toEqual([null, null]);
  });

  test("follows a file that was renamed later on", async () => {
    const { repository, pull } = await openTotal();
    const path = "src/total.ts";
    await pull.reviewComment({ author: "kim", body: unrounded, path, line: 6 });
    await pull.reviewComment({ author: "kim", body: "Please rename it.", path, line: 1 });
    await pull.rename(path, "src/sum.ts", total.replace("function total", "function sumOf"));
    await pull.merge();
    const row = await known(repository);
    await backfill(repository, row);
    const [found] = await stored(row);
    expect(found!.comments.map(({ linesChanged }) => linesChanged)).toEqual([false, true]);
  });
});

async function seeded(count: number, commitsPerPull = 2): Promise<RepositoryHandle> {
  const repository = await github.createRepository({ files: { "a.ts": "start\n" } });
  for (let index = 0; index < count * commitsPerPull; index++) {
    await repository.commit({ files: { "a.ts": `start\nline number ${index}\n` } });
  }
  await repository.seedHistory({
    pulls: count,
    commitsPerPull,
    comments: ({ addedLines, number }) =>
      addedLines.map((place) => ({ ...place, author: "kim", body: `Please change ${number}.` })),
  });
  return repository;
}

/** One a year, from 2021 on. */
function datedByYears(repository: RepositoryHandle): void {
  for (const { record, number } of repository.pulls) {
    record.createdAt = `${2020 + number}-03-01T00:00:00Z`;
    record.closedAt = `${2020 + number}-04-01T00:00:00Z`;
    record.mergedAt = record.closedAt;
  }
}

async function numbersOf(row: BackfilledRepository): Promise<number[]> {
  return (await stored(row)).map(({ number }) => number);
}

describe("a long history", () => {
  test("is read in parts, each from where the last one stopped", async () => {
    const repository = await seeded(7);
    const row = await known(repository);
    const first = await backfill(repository, row, { limit: 3 });
    expect(first).toMatchObject({ end: "limit", pulls: 3, comments: 3 });
    expect(await numbersOf(row)).toEqual([5, 6, 7]);
    const stop = new AbortController();
    const interrupted = backfill(repository, row, {
      limit: 3,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error("stopped")),
    });
    await expect(interrupted).rejects.toThrow("stopped");
    const [left] = await database.query("SELECT state, last_error, pulls_done FROM backfills");
    expect(left).toEqual({ state: "paused", last_error: null, pulls_done: 6 });
    expect(await backfill(repository, row)).toMatchObject({ end: "done", pulls: 1 });
    expect(await numbersOf(row)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const comments = await Array.fromAsync(readHumanComments(database, row.id));
    expect(comments.map(({ pullNumber, linesChanged }) => [pullNumber, linesChanged])).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((number) => [number, true]),
    );
  });

  test("is read once: the next pass takes what ended since", async () => {
    const repository = await seeded(4);
    datedByYears(repository);
    const row = await known(repository);
    await backfill(repository, row);
    await repository.commit({ branch: "next", files: { "b.ts": "one\n" } });
    const pull = await repository.openPullRequest({ head: "next", author: "mia" });
    await pull.merge();
    await database.query("UPDATE past_pulls SET title = 'as it was'");
    const again = await backfill(repository, row);
    expect(again.end).toBe("done");
    const titles = (await stored(row)).map(({ title }) => title);
    expect(titles).toEqual([...Array(4).fill("as it was"), "Merge next"]);
  });

  test("ends where --since says", async () => {
    const repository = await seeded(4);
    datedByYears(repository);
    const row = await known(repository);
    const since = new Date("2023-01-01T00:00:00Z");
    expect(await backfill(repository, row, { since })).toMatchObject({ end: "done" });
    expect(await numbersOf(row)).toEqual([3, 4]);
    await backfill(repository, row, { since: new Date("2021-06-01T00:00:00Z") });
    expect(await numbersOf(row)).toEqual([2, 3, 4]);
  });

  test("stops where another process was faster", async () => {
    const repository = await seeded(3);
    const row = await known(repository);
    const both = [0, 1].map(() => backfill(repository, row, { limit: 1 }));
    const ends = (await Promise.all(both)).map(({ end }) => end);
    expect(ends.toSorted()).toEqual(["limit", "overtaken"]);
    expect(await backfill(repository, row)).toMatchObject({ end: "done", pulls: 2 });
    expect(await numbersOf(row)).toEqual([1, 2, 3]);
  });
});

describe("GitHub's limits", () => {
  test("are waited out, and told", async () => {
    const repository = await seeded(3);
    const row = await known(repository);
    const limit = { kind: "secondary_limit", retryAfterSeconds: 0 } as const;
    github.inject({ path: "/graphql", skip: 1, times: 3, fault: limit });
    const waits: string[] = [];
    const outcome = await backfill(repository, row, {
      onWait: ({ reason }) => waits.push(reason),
    });
    expect(outcome).toMatchObject({ end: "done", pulls: 3 });
    expect(waits).toEqual(["limit"]);
  });

  test("end a run that may not wait, which goes on later without a loss", async () => {
    const repository = await seeded(3);
    const row = await known(repository);
    const limit = { kind: "too_many_requests", retryAfterSeconds: 90 } as const;
    github.inject({ path: "/graphql", fault: limit });
    const outcome = await backfill(repository, row, { maxWaitMs: 1_000 });
    expect(outcome).toMatchObject({ end: "waiting", pulls: 0 });
    expect(outcome.resumeAt!.getTime() - Date.now()).toBeGreaterThan(60_000);
    expect(await backfill(repository, row, { maxWaitMs: 0 })).toMatchObject({ end: "done" });
  });

  test("leave a fifth of an hour's points to reviews", async () => {
    await github.close();
    github = await startFakeGitHub({ limits: { graphqlPointsPerHour: 10 } });
    const repository = await seeded(26, 1);
    const row = await known(repository);
    // A page of 25 pull requests costs 5 points, its files 3 more: then 2 of 10 are left.
    const outcome = await backfill(repository, row, { maxWaitMs: 0 });
    expect(outcome).toMatchObject({ end: "waiting", pulls: 25, points: 7 });
    expect(outcome.resumeAt!.getTime()).toBeGreaterThan(Date.now());
  });

  test("a page that GitHub cannot give in time is asked for again in smaller ones", async () => {
    const repository = await seeded(9);
    const row = await known(repository);
    // Each question is tried three times before a smaller one is asked.
    github.inject({ path: "/graphql", times: 6, fault: { kind: "status", status: 502 } });
    expect(await backfill(repository, row)).toMatchObject({ end: "done", pulls: 9 });
    const sizes = github.requests.all
      .filter(({ operation }) => operation === "graphql")
      .flatMap(
        ({ body }) => (body as { variables?: { first?: number } } | null)?.variables?.first ?? [],
      );
    expect(sizes).toEqual([6, 6]);
    expect(await numbersOf(row)).toHaveLength(9);
  });

  test("a failure is left in the state, and the next run goes on", async () => {
    const repository = await seeded(2);
    const row = await known(repository);
    await backfill(repository, row, { limit: 1 });
    github.inject({ path: "/graphql", fault: { kind: "status", status: 403 } });
    await expect(backfill(repository, row)).rejects.toMatchObject({ service: "github" });
    const [failed] = await database.query("SELECT state, last_error, pulls_done FROM backfills");
    expect(failed).toMatchObject({ state: "failed", pulls_done: 1 });
    expect(await backfill(repository, row)).toMatchObject({ end: "done", pulls: 1 });
  });
});
