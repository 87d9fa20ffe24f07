import { expect, test } from "vitest";
import { summaryMarker } from "../src/index.ts";
import { openPull, openWorld } from "./helpers/world.ts";

const cutAfter = { kind: "cut", when: "after" } as const;
const lines = (count: number) =>
  Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join("");

test("lists threads with whoever resolved them, past the first page", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": lines(130) });
  const comments = [];
  for (let line = 1; line <= 101; line++) {
    comments.push(await pull.reviewComment({ body: "hm", path: "a.ts", line }));
  }
  pull.replyTo(comments[0]!, { body: "so" });
  pull.resolveThread(comments[100]!, "bob");
  const threads = await world.client.listThreads(world.ref, pull.number);
  expect(threads.map((each) => each.firstCommentId)).toEqual(comments.map((each) => each.id));
  expect(threads[0]).toMatchObject({ path: "a.ts", isResolved: false, resolvedBy: null });
  expect(threads[100]).toMatchObject({
    isResolved: true,
    resolvedBy: { login: "bob", isSelf: false },
  });
});

test("resolves and opens a thread, whatever happens to the answer", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": "1\n" });
  await pull.reviewComment({ body: "hm", path: "a.ts", line: 1 });
  const [thread] = await world.client.listThreads(world.ref, pull.number);
  world.fake.inject({ method: "POST", path: "/graphql", fault: cutAfter });
  await world.client.resolveThread(thread!.id);
  const [resolved] = await world.client.listThreads(world.ref, pull.number);
  expect(resolved).toMatchObject({ isResolved: true, resolvedBy: { isSelf: true } });
  await world.client.unresolveThread(thread!.id);
  expect((await world.client.listThreads(world.ref, pull.number))[0]?.isResolved).toBe(false);
});

test("says in our own terms what GraphQL refuses", async () => {
  await using world = await openWorld({ github: { limits: { graphqlPointsPerHour: 4 } } });
  const pull = await openPull(world.repository, { "a.ts": "1\n" });
  await pull.reviewComment({ body: "hm", path: "a.ts", line: 1 });
  const [thread] = await world.client.listThreads(world.ref, pull.number);
  await expect(world.client.resolveThread("PRRT_none")).rejects.toMatchObject({ code: "gone" });
  world.fake.refuseToResolve();
  await expect(world.client.resolveThread(thread!.id)).rejects.toMatchObject({
    code: "forbidden",
    retryable: false,
  });
  await expect(world.client.listThreads(world.ref, 99)).rejects.toMatchObject({ code: "gone" });
  await expect(world.client.listThreads(world.ref, 1)).rejects.toMatchObject({
    code: "rate_limited",
    retryable: true,
  });
});

test("keeps one summary, edited when its text differs and not otherwise", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": "1\n" });
  const marker = summaryMarker(pull.number);
  const put = (text: string, onlyEdit = false) =>
    world.client.putSummaryComment(world.ref, pull.number, {
      body: `${text}\n\n${marker}`,
      marker,
      onlyEdit,
    });
  expect(await put("nothing yet", true)).toBeNull();
  pull.comment({ body: `copied ${marker}` });
  const path = "/repos/acme/shop/issues/1/comments";
  world.fake.inject({ method: "POST", path, fault: cutAfter });
  const id = await put("one");
  expect(await put("one")).toBe(id);
  expect(await put("two", true)).toBe(id);
  expect(pull.botComments).toMatchObject([{ id, body: `two\n\n${marker}` }]);
  const edits = world.fake.requests.count(
    "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}",
  );
  expect(edits).toBe(1);
});

test("reads comments with their place, and whole threads", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": "1\n2\n" });
  const root = await pull.reviewComment({
    author: "ada",
    body: "/ask why",
    path: "a.ts",
    startLine: 1,
    line: 2,
  });
  const answer = pull.replyTo(root, { author: "bob", body: "because" });
  await pull.reviewComment({ body: "other", path: "a.ts", line: 1 });
  expect(await world.client.readReviewComment(world.ref, root.id)).toMatchObject({
    author: { login: "ada", isBot: false, isSelf: false },
    path: "a.ts",
    side: "RIGHT",
    startLine: 1,
    line: 2,
    originalLine: 2,
    originalSha: pull.headSha,
    inReplyToId: null,
    diffHunk: expect.stringContaining("+1"),
  });
  const thread = await world.client.listThreadComments(world.ref, pull.number, answer.id);
  expect(thread.map((each) => each.id)).toEqual([root.id, answer.id]);
  const plain = pull.comment({ body: "/review" });
  const ref = { kind: "issue_comment", commentId: plain.id } as const;
  expect(await world.client.readComment(world.ref, ref)).toMatchObject({ body: "/review" });
  pull.deleteComment(plain);
  expect(await world.client.readComment(world.ref, ref)).toBeNull();
});

test("adds annotations in batches, each once, whatever happens to the answers", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": "1\n" });
  const annotations = Array.from({ length: 120 }, (_, index) => ({
    path: "a.ts",
    startLine: index + 1,
    line: index + 1,
    level: "warning" as const,
    title: `No ${index}`,
    message: "hm",
  }));
  const check = {
    name: "Review",
    headSha: pull.headSha,
    externalId: "pull-1",
    status: "completed" as const,
    conclusion: "neutral" as const,
    title: "t",
    summary: "s",
    text: "more",
    annotations,
  };
  const path = "/repos/acme/shop/check-runs/*";
  world.fake.inject({ method: "PATCH", path, fault: cutAfter, times: 1, skip: 1 });
  await world.client.putCheckRun(world.ref, check);
  await world.client.putCheckRun(world.ref, check);
  expect(pull.checkRuns).toHaveLength(1);
  expect(pull.checkRuns[0]).toMatchObject({ conclusion: "neutral", output: { text: "more" } });
  expect(pull.checkRuns[0]?.annotations.map((each) => each.startLine)).toEqual(
    annotations.map((each) => each.line),
  );
});
