import { expect, test } from "vitest";
import { commentMarker, replyMarker } from "../src/index.ts";
import { openPull, openWorld } from "./helpers/world.ts";

const cutAfter = { kind: "cut", when: "after" } as const;

test("posts a single comment once, whatever happens to the answer", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": "1\n2\n" });
  const marker = commentMarker("fp1");
  const path = "/repos/acme/shop/pulls/1/comments";
  world.fake.inject({ method: "POST", path, fault: cutAfter });
  const id = await world.client.postComment(world.ref, pull.number, {
    path: "a.ts",
    side: "RIGHT",
    startLine: 1,
    line: 2,
    body: `Late.\n${marker}`,
    headSha: pull.headSha,
    marker,
  });
  expect(await world.client.listOwnComments(world.ref, pull.number)).toEqual([
    {
      id,
      path: "a.ts",
      side: "RIGHT",
      startLine: 1,
      line: 2,
      body: `Late.\n${marker}`,
      authorIsSelf: true,
    },
  ]);
});

test("answers in the thread, also when asked in a reply", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": "1\n2\n" });
  const root = await pull.reviewComment({ body: "/ask", path: "a.ts", line: 1 });
  const question = pull.replyTo(root, { body: "/ask why" });
  const marker = replyMarker("c1");
  const path = `/repos/acme/shop/pulls/1/comments/${root.id}/replies`;
  world.fake.inject({ method: "POST", path, fault: cutAfter });
  const to = { kind: "review_comment", commentId: question.id } as const;
  const id = await world.client.reply(world.ref, pull.number, to, `So.\n${marker}`, marker);
  expect(pull.botReviewComments).toMatchObject([{ id, inReplyToId: root.id }]);
});

test("answers on the pull request once", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": "1\n" });
  const { id: commentId } = pull.comment({ body: "/describe" });
  const marker = replyMarker("c2");
  const path = "/repos/acme/shop/issues/1/comments";
  const fault = { kind: "status", status: 500, when: "after" } as const;
  world.fake.inject({ method: "POST", path, fault });
  const to = { kind: "issue_comment", commentId } as const;
  const first = await world.client.reply(world.ref, pull.number, to, `It.\n${marker}`, marker);
  const second = await world.client.reply(world.ref, pull.number, to, `It.\n${marker}`, marker);
  expect(second).toBe(first);
  expect(pull.botComments).toHaveLength(1);
});

test("reacts to both kinds of comments, once", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": "1\n" });
  const plain = pull.comment({ body: "/review" });
  const inline = await pull.reviewComment({ body: "/ask", path: "a.ts", line: 1 });
  const path = `/repos/acme/shop/issues/comments/${plain.id}/reactions`;
  world.fake.inject({ method: "POST", path, fault: cutAfter });
  await world.client.react(world.ref, { kind: "issue_comment", commentId: plain.id }, "eyes");
  await world.client.react(world.ref, { kind: "review_comment", commentId: inline.id }, "rocket");
  expect(plain.reactions.map((each) => each.content)).toEqual(["eyes"]);
  expect(inline.reactions.map((each) => each.content)).toEqual(["rocket"]);
});

test("an outdated comment stands on no line", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": "one\n2\nthree\n" });
  const marker = commentMarker("fp2");
  await world.client.postComment(world.ref, pull.number, {
    path: "a.ts",
    side: "RIGHT",
    startLine: 2,
    line: 2,
    body: marker,
    headSha: pull.headSha,
    marker,
  });
  await pull.push({ files: { "a.ts": "one\ntwo\nthree\nfour\n" } });
  const [comment] = await world.client.listOwnComments(world.ref, pull.number);
  expect(comment).toMatchObject({ startLine: null, line: null });
});

test("finds its answer behind pages of others", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": "1\n" });
  const asked = Array.from({ length: 130 }, () => pull.comment({ body: "hm" }));
  const marker = replyMarker("c3");
  const to = { kind: "issue_comment", commentId: asked[0]!.id } as const;
  const first = await world.client.reply(world.ref, pull.number, to, marker, marker);
  expect(await world.client.reply(world.ref, pull.number, to, marker, marker)).toBe(first);
});
