import type { Octokit } from "@octokit/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FakeGitHub, type RepositoryHandle, startFakeGitHub } from "../src/index.ts";
import { installationClient } from "./octokit.ts";

let github: FakeGitHub;
let repo: RepositoryHandle;
let client: Octokit;
const at = { owner: "acme", repo: "shop" };
const big = "x".repeat(1_000_001);

beforeAll(async () => {
  github = await startFakeGitHub();
  repo = await github.createRepository({
    files: {
      "src/a b.ts": "const a = 1;\r\n",
      "src/ünï.bin": Buffer.from([0, 255, 254]),
      "big.txt": big,
      "to-file": { symlink: "src/a b.ts" },
      "to-outside": { symlink: "../../etc/passwd" },
      sub: { submodule: "2".repeat(40) },
    },
  });
  client = installationClient(github, github.installation().id);
});

afterAll(() => github.close());

const read = (path: string, more: object = {}) =>
  client.request("GET /repos/{owner}/{repo}/contents/{path}", { ...at, path, ...more });

const asRaw = { mediaType: { format: "raw" } };

describe("contents", () => {
  test("of a file come as base64, or raw when asked for", async () => {
    const { data } = await read("src/a b.ts");
    expect(data).toMatchObject({ type: "file", encoding: "base64", path: "src/a b.ts", size: 14 });
    const { content } = data as { content: string };
    expect(Buffer.from(content, "base64").toString()).toBe("const a = 1;\r\n");
    expect((await read("src/a b.ts", asRaw)).data).toBe("const a = 1;\r\n");
  });

  test("past one megabyte come empty in JSON and whole as raw", async () => {
    const { data } = await read("big.txt");
    expect(data).toMatchObject({ encoding: "none", content: "", size: big.length });
    expect((await read("big.txt", asRaw)).data).toHaveLength(big.length);
  });

  test("of a folder are a list", async () => {
    const { data } = await read("");
    const entries = data as { name: string; type: string }[];
    expect(entries.map(({ name, type }) => [name, type])).toEqual([
      ["big.txt", "file"],
      ["src", "dir"],
      ["sub", "file"],
      ["to-file", "symlink"],
      ["to-outside", "symlink"],
    ]);
  });

  test("follow a symlink inside the repository and describe one that leads out", async () => {
    expect((await read("to-file")).data).toMatchObject({ type: "file", path: "src/a b.ts" });
    expect((await read("to-outside")).data).toMatchObject({
      type: "symlink",
      target: "../../etc/passwd",
    });
  });

  test("of a submodule name its commit", async () => {
    expect((await read("sub")).data).toMatchObject({ type: "submodule", sha: "2".repeat(40) });
  });

  test("that are missing, or of a missing ref, are 404", async () => {
    await expect(read("nothing")).rejects.toMatchObject({ status: 404 });
    await expect(read("big.txt", { ref: "no-branch" })).rejects.toMatchObject({ status: 404 });
  });
});

test("a blob is read by its id", async () => {
  const { data } = await read("src/ünï.bin");
  const { sha } = data as { sha: string };
  const { data: blob } = await client.request("GET /repos/{owner}/{repo}/git/blobs/{file_sha}", {
    ...at,
    file_sha: sha,
  });
  expect([...Buffer.from(blob.content, "base64")]).toEqual([0, 255, 254]);
});

test("a comparison starts at the merge base that git finds", async () => {
  const fork = await repo.tip();
  await repo.commit({ branch: "topic", files: { "b.txt": "b\n" } });
  await repo.commit({ files: { "c.txt": "c\n" } });
  const { data } = await client.request("GET /repos/{owner}/{repo}/compare/{basehead}", {
    ...at,
    basehead: "main...topic",
  });
  expect(data).toMatchObject({
    status: "diverged",
    ahead_by: 1,
    behind_by: 1,
    merge_base_commit: { sha: fork },
    files: [{ filename: "b.txt", patch: "@@ -0,0 +1 @@\n+b" }],
  });
});

test("a repository, a branch, a commit and a permission are served", async () => {
  repo.setPermission("ada", "write");
  const { data: repository } = await client.request("GET /repos/{owner}/{repo}", at);
  expect(repository).toMatchObject({ default_branch: "main", clone_url: repo.cloneUrl });
  const { data: branch } = await client.request("GET /repos/{owner}/{repo}/branches/{branch}", {
    ...at,
    branch: "main",
  });
  expect(branch.commit.sha).toBe(await repo.tip());
  const { data: commit } = await client.request("GET /repos/{owner}/{repo}/commits/{ref}", {
    ...at,
    ref: "main",
  });
  expect(commit.commit.tree.sha).toMatch(/^[0-9a-f]{40}$/);
  const { data: permission } = await client.request(
    "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
    { ...at, username: "ada" },
  );
  expect(permission.permission).toBe("write");
});
