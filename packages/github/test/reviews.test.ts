import { expect, test } from "vitest";
import { GitHubRejection, reviewMarker } from "../src/index.ts";
import { openPull, openWorld } from "./helpers/world.ts";

const marker = reviewMarker("r1");
const body = `Two remarks.\n${marker}`;

test("posts one review with all its comments in one request", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": "one\n2\n3\n" });
  const posted = await world.client.postReview(world.ref, pull.number, {
    headSha: pull.headSha,
    body,
    marker,
    comments: [
      { path: "a.ts", side: "RIGHT", startLine: 2, line: 3, body: "both" },
      { path: "a.ts", side: "LEFT", startLine: 2, line: 2, body: "old" },
    ],
  });
  expect(posted).toEqual({ id: pull.reviews[0]?.id, headSha: pull.headSha, body });
  expect(pull.botReviews).toHaveLength(1);
  const places = pull.botReviewComments.map(({ side, line, startLine }) => [side, startLine, line]);
  expect(places).toEqual([
    ["RIGHT", 2, 3],
    ["LEFT", null, 2],
  ]);
  const posts = world.fake.requests.matching((each) => each.createsContent);
  expect(posts).toHaveLength(1);
});

test("gives the review that is there instead of a second one", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": "1\n" });
  const review = { headSha: pull.headSha, body, marker, comments: [] };
  const first = await world.client.postReview(world.ref, pull.number, review);
  const second = await world.client.postReview(world.ref, pull.number, review);
  expect(second.id).toBe(first.id);
  expect(pull.botReviews).toHaveLength(1);
});

test.each([
  ["a 502", { kind: "status", status: 502, when: "after" }],
  ["a cut connection", { kind: "cut", when: "after" }],
] as const)("posts once when %s hides the effect", async (_name, fault) => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": "1\n" });
  world.fake.inject({ method: "POST", path: "/repos/acme/shop/pulls/1/reviews", fault });
  const posted = await world.client.postReview(world.ref, pull.number, {
    headSha: pull.headSha,
    body,
    marker,
    comments: [],
  });
  expect(pull.botReviews.map((each) => each.id)).toEqual([posted.id]);
});

test("tries again when a failure came before the effect", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": "1\n" });
  const path = "/repos/acme/shop/pulls/1/reviews";
  world.fake.inject({ method: "POST", path, times: 2, fault: { kind: "status", status: 503 } });
  const review = { headSha: pull.headSha, body, marker, comments: [] };
  await world.client.postReview(world.ref, pull.number, review);
  expect(pull.botReviews).toHaveLength(1);
});

test("gives up after its tries and says that GitHub is unavailable", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": "1\n" });
  const path = "/repos/acme/shop/pulls/1/reviews";
  world.fake.inject({ method: "POST", path, times: 3, fault: { kind: "status", status: 502 } });
  const review = { headSha: pull.headSha, body, marker, comments: [] };
  const posting = world.client.postReview(world.ref, pull.number, review);
  await expect(posting).rejects.toMatchObject({
    code: "unavailable",
    retryable: true,
    status: 502,
  });
});

test("keeps GitHub's reasons when a position is refused", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": "1\n" });
  const failure = await world.client
    .postReview(world.ref, pull.number, {
      headSha: pull.headSha,
      body,
      marker,
      comments: [{ path: "a.ts", side: "RIGHT", startLine: 900, line: 900, body: "secret words" }],
    })
    .catch((thrown: unknown) => thrown);
  expect(failure).toBeInstanceOf(GitHubRejection);
  expect(failure).toMatchObject({ code: "rejected", retryable: false, status: 422 });
  expect((failure as GitHubRejection).reasons.join(" ")).toMatch(/line must be part of the diff/i);
  expect(world.fake.requests.count((each) => each.createsContent)).toBe(1);
});

test("ignores a stranger's text that copies our marker", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": "1\n" });
  await pull.reviewComment({ author: "mallory", body: marker, path: "a.ts", line: 1 });
  pull.comment({ author: "mallory", body: marker });
  expect(await world.client.findReview(world.ref, pull.number, marker)).toBeNull();
  expect(await world.client.listOwnComments(world.ref, pull.number)).toEqual([]);
});

test("updates the body of a review", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": "1\n" });
  const review = { headSha: pull.headSha, body, marker, comments: [] };
  const { id } = await world.client.postReview(world.ref, pull.number, review);
  await world.client.updateReviewBody(world.ref, pull.number, id, `Better.\n${marker}`);
  expect(pull.botReviews[0]?.body).toBe(`Better.\n${marker}`);
});

test("refuses to post a review that does not carry its marker", async () => {
  await using world = await openWorld();
  const review = { headSha: "0", body: "no marker", marker, comments: [] };
  await expect(world.client.postReview(world.ref, 1, review)).rejects.toThrow(/marker/);
});
