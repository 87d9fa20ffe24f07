import type { Octokit } from "@octokit/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type FakeGitHub,
  type Fault,
  type PullHandle,
  type RepositoryHandle,
  startFakeGitHub,
} from "../src/index.ts";
import { installationClient } from "./octokit.ts";

let github: FakeGitHub;
let repo: RepositoryHandle;
let pull: PullHandle;
let client: Octokit;

beforeEach(async () => {
  github = await startFakeGitHub();
  repo = await github.createRepository({ files: { "a.txt": "one\n" } });
  await repo.commit({ branch: "topic", files: { "a.txt": "two\n" } });
  pull = await repo.openPullRequest({ head: "topic" });
  client = installationClient(github, github.installation().id);
});

afterEach(() => github.close());

const route = "POST /repos/{owner}/{repo}/issues/{issue_number}/comments";
const comment = () =>
  client.request(route, { owner: "acme", repo: "shop", issue_number: 1, body: "Hello" });
const inject = (fault: Fault) =>
  github.inject({ method: "POST", path: "/repos/*/*/issues/*/comments", fault });

test.each<[string, Fault, object, number]>([
  ["an error before the effect", { kind: "status", status: 500 }, { status: 500 }, 0],
  ["an error after the effect", { kind: "status", status: 502, when: "after" }, { status: 502 }, 1],
  ["a 404", { kind: "status", status: 404 }, { status: 404 }, 0],
  [
    "a secondary limit",
    { kind: "secondary_limit", retryAfterSeconds: 30 },
    { status: 403, response: { headers: { "retry-after": "30" } } },
    0,
  ],
  [
    "too many requests",
    { kind: "too_many_requests", retryAfterSeconds: 5 },
    { status: 429, response: { headers: { "retry-after": "5" } } },
    0,
  ],
  [
    "a spent hour",
    { kind: "primary_limit", resetInSeconds: 60 },
    { status: 403, response: { headers: { "x-ratelimit-remaining": "0" } } },
    0,
  ],
  ["a cut before the effect", { kind: "cut" }, { status: 500 }, 0],
  ["a cut after the effect", { kind: "cut", when: "after" }, { status: 500 }, 1],
])("%s is seen once and leaves what it should", async (_, fault, error, effects) => {
  inject(fault);
  await expect(comment()).rejects.toMatchObject(error);
  expect(pull.comments).toHaveLength(effects);
  await comment();
  expect(pull.comments).toHaveLength(effects + 1);
  github.assertNothingLeft({ webhooks: false });
});

test("a hanging request waits until it is let go", async () => {
  const gate = Promise.withResolvers<void>();
  const injection = inject({ kind: "hang", until: gate.promise });
  const posted = comment();
  await injection.happened;
  expect(pull.comments).toHaveLength(0);
  gate.resolve();
  await posted;
  expect(pull.comments).toHaveLength(1);
});

test("a hanging request that the client gives up on never takes effect twice", async () => {
  const forever = Promise.withResolvers<void>();
  const injection = inject({ kind: "hang", when: "after", until: forever.promise });
  const abort = new AbortController();
  const posted = client.request(route, {
    owner: "acme",
    repo: "shop",
    issue_number: 1,
    body: "Hello",
    request: { signal: abort.signal },
  });
  await injection.happened;
  await github.waitFor((event) => event.kind === "effect" && event.effect === "issue_comment");
  abort.abort();
  await expect(posted).rejects.toThrow();
  expect(pull.comments).toHaveLength(1);
});

test("a fault can let requests pass first, and unspent ones are named", async () => {
  github.inject({ path: /comments$/, skip: 1, times: 2, fault: { kind: "status", status: 500 } });
  await comment();
  await expect(comment()).rejects.toMatchObject({ status: 500 });
  expect(() => github.assertNothingLeft({ webhooks: false })).toThrow(/waits for 1 more/);
  await expect(comment()).rejects.toMatchObject({ status: 500 });
  github.assertNothingLeft({ webhooks: false });
});

test("what the App posted and the test did not read is named when asked for", async () => {
  await comment();
  expect(() => github.assertNothingLeft({ webhooks: false, read: [] })).toThrow(/unread comment/);
  github.assertNothingLeft({ webhooks: false, read: pull.botComments });
});

test("requests are counted, content by the minute", async () => {
  await comment();
  await comment();
  expect(github.requests.count(route)).toBe(2);
  expect(github.requests.mostContentInAnyMinute).toBe(2);
});

test("a barrier names the last events when nothing matches", async () => {
  const waiting = github.waitFor(() => false, { timeoutMs: 1 });
  await expect(waiting).rejects.toThrow(/"event":"pull_request","action":"opened"/);
});
