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
