import { expect, test } from "vitest";
import { openPull, openWorld } from "./helpers/world.ts";

const body = "**Wrong**\n\n```suggestion\nTWO\n```\n<!-- devflow:comment abc -->";

test("tells what people did to our comments, and nothing of other threads", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": "one\n2\nthree\n", "b.ts": "b\n" });
  await pull.reviewComment({ author: "mallory", body, path: "b.ts", line: 1 });
  const comment = { path: "a.ts", side: "RIGHT" as const, startLine: 2, line: 2, body };
  const marker = "<!-- devflow:comment abc -->";
  await world.client.postComment(world.ref, pull.number, {
    ...comment,
    headSha: pull.headSha,
    marker,
  });
  const [ours] = pull.botReviewComments;
  pull.react(ours!, { author: "kim", content: "+1" });
  pull.react(ours!, { author: "lee", content: "-1" });
  pull.react(ours!, { author: "renovate[bot]", content: "-1" });
  pull.unreact(ours!, { author: "lee", content: "-1" });
  pull.replyTo(ours!, { author: "kim", body: "Good catch" });
  pull.replyTo(ours!, { author: "renovate[bot]", body: "Beep" });
  await world.client.reply(
    world.ref,
    pull.number,
    { kind: "review_comment", commentId: ours!.id },
    "Thanks <!-- devflow:reply 1 -->",
    "<!-- devflow:reply 1 -->",
  );
  pull.resolveThread(ours!, "kim");
  const said = pull.headSha;
  const committed = await pull.commitSuggestion(ours!, "kim");
  await pull.merge("kim");

  const activity = await world.client.readPullActivity(world.ref, pull.number);
  expect(activity).toMatchObject({ state: "merged", author: "octocat", headSha: committed });
  expect(activity.mergedAt).toEqual(activity.endedAt);
  expect(activity.commits.map(({ sha }) => sha)).toEqual([said, committed]);
  expect(activity.threads).toMatchObject([
    {
      commentId: ours!.id,
      isResolved: true,
      resolvedBy: { login: "kim", isSelf: false },
      reactions: [{ content: "THUMBS_UP", author: "kim" }],
      replies: [{ author: "kim", body: "Good catch" }],
    },
  ]);
  const file = await world.client.readFile(world.ref, committed, "a.ts", 1_000);
  expect(file?.toString()).toBe("one\nTWO\nthree\n");
});

test("one question reads fifty threads", async () => {
  await using world = await openWorld();
  const text = Array.from({ length: 60 }, (_, index) => `line ${index}\n`).join("");
  const pull = await openPull(world.repository, { "a.ts": text });
  const comments = Array.from({ length: 51 }, (_, index) => ({
    path: "a.ts",
    side: "RIGHT" as const,
    startLine: index + 1,
    line: index + 1,
    body: `Remark ${index}`,
  }));
  const marker = "<!-- devflow:review x -->";
  const review = { headSha: pull.headSha, body: marker, comments, marker };
  await world.client.postReview(world.ref, pull.number, review);
  const asked = () => world.fake.requests.all.filter(({ operation }) => operation === "graphql");
  const before = asked().length;
  const activity = await world.client.readPullActivity(world.ref, pull.number);
  expect(activity.threads).toHaveLength(51);
  expect(asked().length - before).toBe(2);
});

test("a pull request that is gone is gone", async () => {
  await using world = await openWorld();
  await expect(world.client.readPullActivity(world.ref, 99)).rejects.toMatchObject({
    code: "gone",
  });
});
