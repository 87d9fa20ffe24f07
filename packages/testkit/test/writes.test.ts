import type { Octokit } from "@octokit/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type FakeGitHub,
  type PullHandle,
  type RepositoryHandle,
  startFakeGitHub,
} from "../src/index.ts";
import { installationClient } from "./octokit.ts";

let github: FakeGitHub;
let repo: RepositoryHandle;
let pull: PullHandle;
let client: Octokit;
const at = { owner: "acme", repo: "shop" };

const lines = (count: number) =>
  Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join("");

beforeEach(async () => {
  github = await startFakeGitHub();
  repo = await github.createRepository({ files: { "a.txt": lines(60) } });
  const changed = lines(60).replace("line 10\n", "line ten\n").replace("line 50\n", "");
  await repo.commit({ branch: "topic", files: { "a.txt": changed } });
  pull = await repo.openPullRequest({ head: "topic", author: "ada" });
  client = installationClient(github, github.installation().id);
});

afterEach(() => github.close());

function review(comments: object[], more: object = {}) {
  return client.request("POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews", {
    ...at,
    pull_number: pull.number,
    event: "COMMENT",
    body: "Read.",
    commit_id: pull.headSha,
    comments: comments as { path: string; body: string }[],
    ...more,
  });
}

const comment = (position: object) => ({ path: "a.txt", body: "Why?", ...position });

describe("a review", () => {
  test("is one request with all its comments, read back with their lines", async () => {
    const { data } = await review([
      comment({ line: 10, side: "RIGHT" }),
      comment({ line: 50, side: "LEFT" }),
      comment({ start_line: 8, start_side: "RIGHT", line: 11, side: "RIGHT" }),
    ]);
    expect(data).toMatchObject({
      state: "COMMENTED",
      user: { login: "devflow[bot]", type: "Bot" },
    });
    const { data: listed } = await client.request(
      "GET /repos/{owner}/{repo}/pulls/{pull_number}/comments",
      { ...at, pull_number: pull.number },
    );
    expect(listed.map((each) => [each.line, each.side, each.start_line])).toEqual([
      [10, "RIGHT", null],
      [50, "LEFT", null],
      [11, "RIGHT", 8],
    ]);
    expect(pull.botReviews).toHaveLength(1);
  });

  test.each([
    ["a line outside every hunk", { line: 30, side: "RIGHT" }, "line must be part of the diff"],
    ["another path", { path: "b.txt", line: 10 }, "path is invalid"],
    ["a range over two hunks", { start_line: 9, line: 47 }, "part of the same hunk"],
    ["a range backwards", { start_line: 11, line: 10 }, "must precede the end line"],
  ])("is refused whole for %s", async (_, position, words) => {
    const refused = review([comment({ line: 10 }), comment(position)]);
    await expect(refused).rejects.toMatchObject({
      status: 422,
      response: {
        data: {
          message: "Unprocessable Entity",
          errors: [expect.stringContaining(words)],
        },
      },
    });
    expect(pull.reviews).toHaveLength(0);
  });

  test("is refused for a commit that is not part of the pull request", async () => {
    const refused = review([], { commit_id: await repo.tip("main") });
    await expect(refused).rejects.toMatchObject({ status: 422 });
  });

  test("gets a new body", async () => {
    const { data } = await review([]);
    await client.request("PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}", {
      ...at,
      pull_number: pull.number,
      review_id: Number(data.id),
      body: "Read again.",
    });
    expect(pull.reviews[0]?.body).toBe("Read again.");
  });
});

test("comments, replies and reactions land where people see them", async () => {
  const asked = await pull.reviewComment({ author: "ada", body: "Hm", path: "a.txt", line: 10 });
  await client.request(
    "POST /repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies",
    {
      ...at,
      pull_number: pull.number,
      comment_id: asked.id,
      body: "Because.",
    },
  );
  await client.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
    ...at,
    issue_number: pull.number,
    body: "Hello",
  });
  await client.request("POST /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions", {
    ...at,
    comment_id: asked.id,
    content: "eyes",
  });
  expect(pull.botReviewComments).toMatchObject([{ body: "Because.", inReplyToId: asked.id }]);
  expect(pull.botComments).toMatchObject([{ body: "Hello" }]);
  expect(asked.reactions).toMatchObject([{ content: "eyes" }]);
});

test("a comment is outdated once its line is gone, and moves with it before", async () => {
  await review([comment({ line: 10 }), comment({ line: 12 })]);
  const moved = `line 0\n${lines(60).replace("line 10\n", "").replace("line 50\n", "")}`;
  await pull.push({ files: { "a.txt": moved } });
  expect(pull.reviewComments.map((each) => [each.originalLine, each.line])).toEqual([
    [10, null],
    [12, 12],
  ]);
});

test("check runs are created, updated and listed for their commit", async () => {
  const { data } = await client.request("POST /repos/{owner}/{repo}/check-runs", {
    ...at,
    name: "DevFlow",
    head_sha: pull.headSha,
    external_id: "key",
    status: "in_progress",
  });
  await client.request("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", {
    ...at,
    check_run_id: Number(data.id),
    conclusion: "neutral",
    output: { title: "Done", summary: "Nothing." },
  });
  const { data: listed } = await client.request(
    "GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
    { ...at, ref: pull.headSha, check_name: "DevFlow" },
  );
  expect(listed.check_runs).toMatchObject([
    { status: "completed", conclusion: "neutral", pull_requests: [{ number: pull.number }] },
  ]);
});
