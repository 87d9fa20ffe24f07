import type { Octokit } from "@octokit/core";
import examples from "@octokit/webhooks-examples";
import { beforeEach, expect, test } from "vitest";
import { type FakeGitHub, type PullHandle, startFakeGitHub } from "../src/index.ts";
import { installationClient } from "./octokit.ts";

interface Recorded {
  name: string;
  // biome-ignore lint/suspicious/noExplicitAny: recorded JSON, compared by its keys
  examples: Record<string, any>[];
}
const recorded = examples as unknown as Recorded[];

let github: FakeGitHub;
let pull: PullHandle;
let client: Octokit;
const at = { owner: "acme", repo: "shop" };

beforeEach(async () => {
  github = await startFakeGitHub({ limits: { requestsPerHour: 6, contentPerMinute: 2 } });
  const repo = await github.createRepository({ files: { "a.txt": "one\n" } });
  await repo.commit({ branch: "topic", files: { "a.txt": "two\n" } });
  pull = await repo.openPullRequest({ head: "topic" });
  client = installationClient(github, github.installation().id);
});

test("a misspelled property is refused and fails the test in the end", async () => {
  const misspelled = { ...at, pull_number: 1, event: "COMMENT" as const, body: "x", comment: [] };
  const posted = client.request(
    "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
    misspelled,
  );
  await expect(posted).rejects.toMatchObject({ status: 422 });
  await expect(github.close()).rejects.toThrow(/unevaluated.*comment/i);
});

test("a query that does not exist fails the test in the end", async () => {
  const asked = client.request("GET /repos/{owner}/{repo}/pulls", { ...at, perPage: 3 });
  await expect(asked).rejects.toMatchObject({ status: 422 });
  await expect(github.close()).rejects.toThrow(/query parameter perPage does not exist/);
});

test("an operation that is not served fails the test in the end", async () => {
  const asked = client.request("GET /repos/{owner}/{repo}/releases", at);
  await expect(asked).rejects.toMatchObject({ status: 404 });
  await expect(github.close()).rejects.toThrow(/does not serve/);
});

test("the hour's budget is shown in every answer and ends in a 403", async () => {
  const ask = () => client.request("GET /repos/{owner}/{repo}", at);
  const { headers } = await ask();
  expect(headers["x-ratelimit-remaining"]).toBe("5");
  for (let used = 1; used < 6; used += 1) await ask();
  await expect(ask()).rejects.toMatchObject({ status: 403 });
  await github.close();
});

test("content made too fast meets the secondary limit", async () => {
  const post = () =>
    client.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
      ...at,
      issue_number: 1,
      body: "x",
    });
  await post();
  await post();
  await expect(post()).rejects.toMatchObject({
    status: 403,
    response: { headers: { "retry-after": "60" } },
  });
  expect(pull.comments).toHaveLength(2);
  await github.close();
});

test("an unchanged answer is a 304 for who knows its etag", async () => {
  const first = await client.request("GET /repos/{owner}/{repo}/pulls", at);
  const again = client.request("GET /repos/{owner}/{repo}/pulls", {
    ...at,
    headers: { "if-none-match": first.headers.etag },
  });
  await expect(again).rejects.toMatchObject({ status: 304 });
  await github.close();
});

test("webhooks carry what GitHub's recorded examples carry", async () => {
  pull.comment({ body: "x" });
  await pull.reviewComment({ body: "x", path: "a.txt", line: 1 });
  const missing = (real: object, fake: object) => Object.keys(real).filter((key) => !(key in fake));
  const parts = ["pull_request", "repository", "issue", "comment", "sender", "installation"];
  for (const name of ["pull_request", "issue_comment", "pull_request_review_comment", "push"]) {
    const examples = recorded.find((each) => each.name === name)?.examples ?? [];
    const hook = github.hooks.find((each) => each.event === name);
    const sent = JSON.parse(hook!.body.toString("utf8"));
    const example = examples.find((each) => each.action === sent.action) ?? examples[0]!;
    for (const part of parts.filter((each) => each in example && each in sent)) {
      expect(missing(example[part], sent[part]), `${name} ${part}`).toEqual([]);
    }
  }
  await github.close();
});
