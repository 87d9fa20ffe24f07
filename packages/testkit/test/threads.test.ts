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

const question = `query ($after: String) {
  repository(owner: "acme", name: "shop") {
    pullRequest(number: 1) {
      reviewThreads(first: 2, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { id isResolved isOutdated resolvedBy { login } comments(first: 5) { nodes { fullDatabaseId } } }
      }
    }
  }
}`;

interface Answer {
  repository: {
    pullRequest: {
      reviewThreads: {
        totalCount: number;
        pageInfo: { hasNextPage: boolean; endCursor: string };
        nodes: { id: string; isResolved: boolean; resolvedBy: { login: string } | null }[];
      };
    };
  };
}

const threads = async (after: string | null = null) =>
  (await client.graphql<Answer>(question, { after })).repository.pullRequest.reviewThreads;

const resolve = (threadId: string) =>
  client.graphql(
    "mutation ($threadId: ID!) { resolveReviewThread(input: { threadId: $threadId }) { thread { isResolved } } }",
    { threadId },
  );

beforeEach(async () => {
  github = await startFakeGitHub();
  repo = await github.createRepository({ files: { "a.txt": "one\ntwo\nthree\n" } });
  await repo.commit({ branch: "topic", files: { "a.txt": "1\n2\n3\n" } });
  pull = await repo.openPullRequest({ head: "topic", author: "ada" });
  client = installationClient(github, github.installation().id);
});

afterEach(() => github.close());

describe("threads over GraphQL", () => {
  test("are listed in pages, each with its comments", async () => {
    const first = await pull.reviewComment({ body: "a", path: "a.txt", line: 1 });
    const reply = pull.replyTo(first, { body: "b" });
    await pull.reviewComment({ body: "c", path: "a.txt", line: 2 });
    await pull.reviewComment({ body: "d", path: "a.txt", line: 3 });
    const page = await threads();
    expect(page).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    expect(page.nodes[0]).toMatchObject({
      isResolved: false,
      resolvedBy: null,
      comments: {
        nodes: [{ fullDatabaseId: String(first.id) }, { fullDatabaseId: String(reply.id) }],
      },
    });
    expect((await threads(page.pageInfo.endCursor)).nodes).toHaveLength(1);
  });

  test("are resolved by the App, once, with a webhook as GitHub describes it", async () => {
    await pull.reviewComment({ body: "a", path: "a.txt", line: 1 });
    const [thread] = (await threads()).nodes;
    await resolve(thread!.id);
    await resolve(thread!.id);
    expect((await threads()).nodes[0]).toMatchObject({
      isResolved: true,
      resolvedBy: { login: "devflow" },
    });
    const hooks = github.hooks.filter((hook) => hook.event === "pull_request_review_thread");
    expect(hooks.map((hook) => hook.action)).toEqual(["resolved"]);
  });

  test("are resolved and opened again by people", async () => {
    const comment = await pull.reviewComment({ body: "a", path: "a.txt", line: 1 });
    pull.resolveThread(comment, "bob");
    expect((await threads()).nodes[0]).toMatchObject({ resolvedBy: { login: "bob" } });
    pull.unresolveThread(comment, "bob");
    expect((await threads()).nodes[0]).toMatchObject({ isResolved: false });
  });

  test("are refused where the App may not resolve, and where there is no such thread", async () => {
    await pull.reviewComment({ body: "a", path: "a.txt", line: 1 });
    const [thread] = (await threads()).nodes;
    await expect(resolve("PRRT_none")).rejects.toMatchObject({ errors: [{ type: "NOT_FOUND" }] });
    github.refuseToResolve();
    await expect(resolve(thread!.id)).rejects.toMatchObject({ errors: [{ type: "FORBIDDEN" }] });
  });
});

test("a question that GitHub's schema does not allow fails the test", async () => {
  const wrong = "{ repository(owner: 1) { threads } }";
  await expect(client.graphql(wrong)).rejects.toThrow();
  expect(github.violations.join("\n")).toMatch(/threads/);
  await expect(github.close()).rejects.toThrow(/against the API/);
  github = await startFakeGitHub();
});

test("GraphQL has a budget of its own", async () => {
  const poor = await startFakeGitHub({ limits: { graphqlPointsPerHour: 1 } });
  await poor.createRepository({ files: { a: "1\n" } });
  const own = installationClient(poor, poor.installation().id);
  const ask = () => own.graphql('{ repository(owner: "acme", name: "shop") { name } }');
  await ask();
  await expect(ask()).rejects.toMatchObject({ errors: [{ type: "RATE_LIMITED" }] });
  await own.request("GET /repos/{owner}/{repo}", { owner: "acme", repo: "shop" });
  await poor.close();
});

describe("comments", () => {
  test("are edited and deleted by people, with webhooks", async () => {
    const said = pull.comment({ body: "/review" });
    const root = await pull.reviewComment({ body: "a", path: "a.txt", line: 1 });
    const reply = pull.replyTo(root, { body: "b" });
    pull.editComment(said, { body: "/review full" });
    pull.deleteComment(root);
    expect(said.body).toBe("/review full");
    expect(pull.reviewComments).toEqual([reply]);
    expect(reply.inReplyToId).toBeNull();
    const last = github.hooks.slice(-2).map((hook) => `${hook.event} ${hook.action}`);
    expect(last).toEqual(["issue_comment edited", "pull_request_review_comment deleted"]);
  });
});

describe("the head branch", () => {
  test("is rebased onto the newest base with its changes", async () => {
    await repo.commit({ files: { "b.txt": "new\n" } });
    const before = pull.headSha;
    await pull.rebase({ files: { "c.txt": "mine\n" } });
    expect(pull.headSha).not.toBe(before);
    expect(pull.record.counts).toMatchObject({ changedFiles: 2, commits: 1 });
  });

  test("moves a file", async () => {
    await pull.rename("a.txt", "z.txt");
    const files = await client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}/files", {
      owner: "acme",
      repo: "shop",
      pull_number: 1,
    });
    expect(files.data.map((file) => file.filename)).toContain("z.txt");
  });
});

describe("annotations of a check run", () => {
  const run = (annotations: object[]) =>
    client.request("POST /repos/{owner}/{repo}/check-runs", {
      owner: "acme",
      repo: "shop",
      name: "Review",
      head_sha: pull.headSha,
      output: { title: "t", summary: "s", annotations: annotations as never },
    });
  const annotation = (line: number, end = line) => ({
    path: "a.txt",
    start_line: line,
    end_line: end,
    annotation_level: "warning",
    message: "hm",
  });

  test("are appended, and listed", async () => {
    const { data } = await run([annotation(1)]);
    const where = { owner: "acme", repo: "shop", check_run_id: data.id };
    const output = { title: "t", summary: "s", annotations: [annotation(2) as never] };
    await client.request("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", {
      ...where,
      output,
    });
    const route = "GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations";
    const listed = await client.request(route, where);
    expect(listed.data.map((each) => each.start_line)).toEqual([1, 2]);
  });

  test("are refused when their lines run backwards", async () => {
    await expect(run([annotation(3, 1)])).rejects.toMatchObject({ status: 422 });
  });

  test("more than 50 in one request are against GitHub's description", async () => {
    const many = Array.from({ length: 51 }, (_, index) => annotation(index + 1));
    await expect(run(many)).rejects.toMatchObject({ status: 422 });
    await expect(github.close()).rejects.toThrow(/50/);
    github = await startFakeGitHub();
  });
});
