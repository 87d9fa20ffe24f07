import type { Octokit } from "@octokit/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeGitHub, type RepositoryHandle, startFakeGitHub } from "../src/index.ts";
import { installationClient } from "./octokit.ts";

let github: FakeGitHub;
let repo: RepositoryHandle;
let client: Octokit;
const at = { owner: "acme", repo: "shop" };

const lines = (count: number, word = "line") =>
  Array.from({ length: count }, (_, index) => `${word} ${index + 1}\n`).join("");

beforeEach(async () => {
  github = await startFakeGitHub();
  repo = await github.createRepository({ files: { "a.txt": lines(30), "old.txt": lines(20) } });
  client = installationClient(github, github.installation().id);
});

afterEach(() => github.close());

async function openPull() {
  const changed = lines(30).replace("line 10\n", "line ten\n");
  await repo.commit({
    branch: "topic",
    files: {
      "a.txt": changed,
      "old.txt": null,
      "new name.txt": lines(20),
      'ünï "quoted".md': "hello\n",
      "logo.png": Buffer.from([0, 1, 2, 0, 255]),
      "run.sh": { executable: "#!/bin/sh\n" },
      link: { symlink: "../outside" },
      vendored: { submodule: "1".repeat(40) },
    },
  });
  return repo.openPullRequest({ head: "topic", title: "Ten", author: "ada", labels: ["wip"] });
}

test("serves a pull request with what git computes", async () => {
  const pull = await openPull();
  const { data } = await client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
    ...at,
    pull_number: pull.number,
  });
  expect(data).toMatchObject({
    title: "Ten",
    draft: false,
    user: { login: "ada", type: "User" },
    labels: [{ name: "wip" }],
    head: { sha: pull.headSha, ref: "topic" },
    base: { sha: pull.baseSha, ref: "main" },
    commits: 1,
    changed_files: 7,
  });
});

test("lists files with patches from the first hunk on, and none for binary files", async () => {
  const pull = await openPull();
  const { data } = await client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}/files", {
    ...at,
    pull_number: pull.number,
  });
  expect(data.map(({ filename, status, patch }) => [filename, status, patch])).toEqual([
    ["a.txt", "modified", expect.stringMatching(/^@@ -7,7 \+7,7 @@/)],
    ["link", "added", "@@ -0,0 +1 @@\n+../outside\n\\ No newline at end of file"],
    ["logo.png", "added", undefined],
    ["new name.txt", "renamed", undefined],
    ["run.sh", "added", "@@ -0,0 +1 @@\n+#!/bin/sh"],
    ["vendored", "added", `@@ -0,0 +1 @@\n+Subproject commit ${"1".repeat(40)}`],
    ['ünï "quoted".md', "added", "@@ -0,0 +1 @@\n+hello"],
  ]);
  expect(data.find((file) => file.status === "renamed")?.previous_filename).toBe("old.txt");
});

test("a pull request from a fork is diffed where it was forked", async () => {
  const fork = await repo.fork("grace");
  await fork.commit({ branch: "fix", files: { "b.txt": "b\n" }, author: "grace" });
  await repo.commit({ files: { "c.txt": "c\n" } });
  const pull = await repo.openPullRequest({ head: "fix", fork, author: "grace" });
  const at2 = { ...at, pull_number: pull.number };
  const { data } = await client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", at2);
  expect(data.head.repo?.full_name).toBe("grace/shop");
  expect(data.head.label).toBe("grace:fix");
  expect(data.base.sha).toBe(await repo.tip());
  const files = await client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}/files", at2);
  expect(files.data.map(({ filename }) => filename)).toEqual(["b.txt"]);
  await pull.push({ files: { "d.txt": "d\n" } });
  expect(pull.record.counts).toMatchObject({ changedFiles: 2, commits: 2 });
});

test("a forced push leaves the pull request with the new commits only", async () => {
  const pull = await openPull();
  const before = pull.headSha;
  await pull.push({ force: true, files: { "a.txt": "short\n" } });
  const commits = await client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}/commits", {
    ...at,
    pull_number: pull.number,
  });
  expect(commits.data.map(({ sha }) => sha)).toEqual([pull.headSha]);
  const pushes = github.hooks.filter(({ event }) => event === "push");
  expect(JSON.parse(pushes.at(-1)!.body.toString())).toMatchObject({ forced: true, before });
});

test("pull requests are listed open first by default, newest first, and by branch", async () => {
  const first = await openPull();
  await repo.commit({ branch: "other", files: { "z.txt": "z\n" } });
  await repo.openPullRequest({ head: "other", author: "renovate[bot]", draft: true });
  const list = async (more: object) => {
    const { data } = await client.request("GET /repos/{owner}/{repo}/pulls", { ...at, ...more });
    return data.map((pull) => [pull.number, pull.user?.type, pull.draft]);
  };
  expect(await list({})).toEqual([
    [2, "Bot", true],
    [1, "User", false],
  ]);
  expect(await list({ head: "acme:topic" })).toEqual([[1, "User", false]]);
  first.close();
  expect(await list({})).toEqual([[2, "Bot", true]]);
  expect(await list({ state: "all", sort: "created", direction: "asc" })).toHaveLength(2);
});

test("after a merge the closed pull request keeps its files", async () => {
  const pull = await openPull();
  await pull.merge();
  expect(await repo.tip()).toBe(pull.headSha);
  const { data } = await client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}/files", {
    ...at,
    pull_number: pull.number,
  });
  expect(data).toHaveLength(7);
});
