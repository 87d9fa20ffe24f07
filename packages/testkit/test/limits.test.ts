import type { Octokit } from "@octokit/core";
import { afterEach, expect, test } from "vitest";
import { type FakeGitHub, type Files, type Limits, startFakeGitHub } from "../src/index.ts";
import { installationClient } from "./octokit.ts";

let github: FakeGitHub;
let client: Octokit;
const at = { owner: "acme", repo: "shop", pull_number: 1 };

afterEach(() => github.close());

async function openPull(limits: Partial<Limits>, files: Files) {
  github = await startFakeGitHub({ limits });
  const repo = await github.createRepository({ files: { "a.txt": "one\n" } });
  await repo.commit({ branch: "topic", files });
  client = installationClient(github, github.installation().id);
  return repo.openPullRequest({ head: "topic" });
}

const files = (more: object = {}) =>
  client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}/files", { ...at, ...more });

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index + 10}`, "x\n"]));

test("files are paged, with links to the next and the last page, and end at the cap", async () => {
  await openPull({ pullFiles: 12 }, many(15));
  const first = await files({ per_page: 5 });
  expect(first.headers.link).toMatch(/[?&]page=2>; rel="next", <[^>]+[?&]page=3>; rel="last"$/);
  const last = await files({ per_page: 5, page: 3 });
  expect(last.data.map(({ filename }) => filename)).toEqual(["f20", "f21"]);
  expect(last.headers.link).toMatch(/page=2>; rel="prev", <[^>]+[?&]page=1>; rel="first"$/);
});

test("a patch that is too long is left out, and those after the total is spent", async () => {
  const lines = (count: number) => "x\n".repeat(count);
  const contents = { b: lines(30), c: lines(10), d: lines(10), e: lines(1) };
  await openPull({ filePatchLines: 20, totalPatchLines: 15 }, contents);
  const { data } = await files();
  const shown = data.filter(({ patch }) => patch !== undefined).map(({ filename }) => filename);
  expect(shown).toEqual(["c"]);
  expect(data.find(({ filename }) => filename === "b")?.additions).toBe(30);
});

test("a comment on a line whose patch is too long to be listed is still accepted", async () => {
  const pull = await openPull({ filePatchLines: 2 }, { b: "x\n".repeat(30) });
  await client.request("POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews", {
    ...at,
    event: "COMMENT",
    comments: [{ path: "b", line: 30, body: "x" }],
  });
  expect(pull.reviewComments).toHaveLength(1);
});

test("a diff of too many files is a 406 that sends to the list of files", async () => {
  await openPull({ diffFiles: 3 }, many(4));
  const diff = client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
    ...at,
    mediaType: { format: "diff" },
  });
  await expect(diff).rejects.toMatchObject({
    status: 406,
    response: { data: { errors: [{ code: "too_large" }] } },
  });
});

test("a diff within the limits is what git prints", async () => {
  await openPull({}, { "a.txt": "two\n" });
  const { data } = await client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
    ...at,
    mediaType: { format: "diff" },
  });
  expect(String(data)).toMatch(/^diff --git a\/a\.txt b\/a\.txt\n[\s\S]*\n-one\n\+two\n$/);
});

test("a blob past the limit is refused", async () => {
  await openPull({ contentBytes: 10 }, { "b.txt": "x".repeat(11) });
  const read = client.request("GET /repos/{owner}/{repo}/contents/{path}", {
    owner: "acme",
    repo: "shop",
    path: "b.txt",
    ref: "topic",
  });
  await expect(read).rejects.toMatchObject({ status: 403 });
});
