import type { PullHandle, ReviewComment } from "@devflow/testkit";
import { expect, test } from "vitest";
import type { PastPullRequest } from "../src/index.ts";
import { openPull, openWorld, type World } from "./helpers/world.ts";

const lines = (count: number) =>
  Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join("");

async function readAll(world: World, pageSize: number) {
  const pulls: PastPullRequest[] = [];
  const pages = [];
  for (let cursor: string | null = null; ; ) {
    const page = await world.client.readHistory(world.ref, { cursor, pageSize });
    pages.push(page);
    pulls.push(...page.pulls);
    cursor = page.nextCursor;
    if (cursor === null) return { pulls, pages };
  }
}

async function mergedPulls(world: World, count: number): Promise<PullHandle[]> {
  const pulls: PullHandle[] = [];
  for (let index = 1; index <= count; index++) {
    await world.repository.commit({ branch: `b${index}`, files: { [`f${index}.ts`]: lines(9) } });
    const pull = await world.repository.openPullRequest({ head: `b${index}`, author: "ada" });
    await pull.reviewComment({
      author: "bob",
      body: `say ${index}`,
      path: `f${index}.ts`,
      line: 2,
    });
    pulls.push(pull);
  }
  for (const pull of pulls) pull.close();
  return pulls;
}

test("reads closed and merged pull requests page by page, newest first, and not the open ones", async () => {
  await using world = await openWorld();
  const made = await mergedPulls(world, 5);
  await made[4]!.merge();
  const open = await openPull(world.repository, { "open.ts": lines(3) });
  await open.reviewComment({ author: "bob", body: "still", path: "open.ts", line: 1 });
  const { pulls, pages } = await readAll(world, 2);
  expect(pulls.map(({ number }) => number)).toEqual([5, 4, 3, 2, 1]);
  expect(pages.map(({ total }) => total)).toEqual([5, 5, 5]);
  expect(pulls[0]).toMatchObject({
    author: { login: "ada", isBot: false },
    headSha: made[4]!.headSha,
    mergeSha: made[4]!.headSha,
    mergedAt: expect.any(Date),
    comments: [{ body: "say 5", path: "f5.ts", side: "RIGHT", startLine: 2, line: 2 }],
  });
  expect(pulls[1]).toMatchObject({ mergedAt: null, mergeSha: null });
  // 1 + 2 + 2 * 20 connections are under a hundred: one point a page.
  expect(pages[2]).toMatchObject({ points: 1, requests: 1, budget: { limit: 5000 } });
  expect(pages[2]!.budget!.remaining).toBe(5000 - 3);
});

test("follows threads and comments past the first page", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": lines(40) });
  const roots: ReviewComment[] = [];
  for (let line = 1; line <= 22; line++) {
    roots.push(await pull.reviewComment({ author: "bob", body: `at ${line}`, path: "a.ts", line }));
  }
  for (let index = 0; index < 12; index++) pull.replyTo(roots[21]!, { body: `reply ${index}` });
  pull.close();
  const { pulls, pages } = await readAll(world, 10);
  const [{ comments } = { comments: [] }] = pulls;
  expect(comments).toHaveLength(34);
  expect(comments.filter(({ replyToId }) => replyToId === roots[21]!.id)).toHaveLength(12);
  expect(comments.map(({ id }) => id)).toEqual([...new Set(comments.map(({ id }) => id))]);
  // The page, the threads after the 20th, and the comments after the 10th of the last one.
  expect(pages[0]!.requests).toBe(3);
});

test("an outdated comment keeps the lines that it was written on; a lost commit is null", async () => {
  await using world = await openWorld({ files: { "a.ts": lines(5) } });
  const pull = await openPull(world.repository, { "a.ts": `new\n${lines(5)}` });
  const first = pull.headSha;
  await pull.reviewComment({ author: "bob", body: "why?", path: "a.ts", line: 1 });
  await pull.reviewComment({
    author: "renovate[bot]",
    body: "left",
    path: "a.ts",
    line: 1,
    side: "LEFT",
  });
  await pull.reviewComment({ author: "acme-bot", body: "auto", path: "a.ts", line: 2 });
  await pull.reviewComment({ author: "ghost", body: "gone", path: "a.ts", line: 2 });
  await pull.push({ files: { "a.ts": `newer\n${lines(5)}` } });
  expect(pull.reviewComments[0]!.line).toBeNull();
  pull.close();
  const { pulls } = await readAll(world, 10);
  expect(pulls[0]!.comments).toMatchObject([
    { startLine: 1, line: 1, commitSha: first, hunk: expect.stringMatching(/^@@ .*\n\+new$/) },
    { side: "LEFT", author: { login: "renovate[bot]", isBot: true } },
    { author: { login: "acme-bot", isBot: true } },
    { author: { login: "ghost", isBot: false } },
  ]);
  world.repository.loseCommit(first);
  const again = await readAll(world, 10);
  expect(again.pulls[0]!.comments[0]).toMatchObject({ commitSha: null, line: 1 });
});

test("finds versions of files by the hundred, and says what is not there", async () => {
  await using world = await openWorld({ files: { "a.ts": "one\n", "b.bin": Buffer.from([0, 1]) } });
  const first = (await world.repository.tip())!;
  const second = await world.repository.commit({ files: { "a.ts": null, "c.ts": "one\n" } });
  const asked = [
    { commitSha: first, path: "a.ts" },
    { commitSha: second, path: "a.ts" },
    { commitSha: second, path: "c.ts" },
    { commitSha: first, path: "b.bin" },
    { commitSha: "f".repeat(40), path: "a.ts" },
  ];
  const { blobs, points } = await world.client.findBlobs(world.ref, asked);
  expect(points).toBe(1);
  expect(blobs.map((blob) => blob?.sizeBytes ?? null)).toEqual([4, null, 4, 2, null]);
  expect(blobs[0]!.blobSha).toBe(blobs[2]!.blobSha);
  const there = await world.client.findCommits(world.ref, [first, second, "f".repeat(40)]);
  expect([...there.shas]).toEqual([first, second]);
  const shas = [blobs[0]!.blobSha, blobs[3]!.blobSha, "f".repeat(40)];
  const { texts } = await world.client.readTexts(world.ref, shas);
  expect(texts).toEqual(["one\n", null, null]);
  const renames = await world.client.listRenames(world.ref, first, second);
  expect([...renames]).toEqual([["a.ts", "c.ts"]]);
});

test("a spent budget and a cut connection are said in our own terms", async () => {
  await using world = await openWorld({ github: { limits: { graphqlPointsPerHour: 4 } } });
  await mergedPulls(world, 1);
  world.fake.inject({ path: "/graphql", fault: { kind: "cut", when: "before" } });
  const { pages } = await readAll(world, 10);
  expect(pages[0]!.budget).toMatchObject({ limit: 4, remaining: 2 });
  await readAll(world, 10);
  await expect(readAll(world, 10)).rejects.toMatchObject({ code: "rate_limited", retryable: true });
});
