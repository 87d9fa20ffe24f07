import { isCommentable, parseFilePatch, type Side } from "@devflow/diff";
import type { Octokit } from "@octokit/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findPlace, mapLine } from "../src/github/positions.ts";
import { type FakeGitHub, startFakeGitHub } from "../src/index.ts";
import { installationClient } from "./octokit.ts";

let github: FakeGitHub;
let client: Octokit;

beforeAll(async () => {
  github = await startFakeGitHub({
    limits: { requestsPerHour: 100_000, contentPerMinute: 100_000 },
  });
  client = installationClient(github, github.install({ account: "acme" }).id);
});

afterAll(() => github.close());

/** Few different lines, so that git finds moved and repeated ones. */
const text = fc
  .array(fc.constantFrom("a", "b", "c", "{", "}", ""), { maxLength: 40 })
  .map((lines) => lines.map((line) => `${line}\n`).join(""));

const position = fc.record({
  side: fc.constantFrom<Side>("LEFT", "RIGHT"),
  line: fc.integer({ min: 1, max: 45 }),
  length: fc.integer({ min: 0, max: 5 }),
});

interface Sample {
  before: string;
  after: string;
  positions: { side: Side; line: number; length: number }[];
}

const sample: fc.Arbitrary<Sample> = fc.record({
  before: text,
  after: text,
  positions: fc.array(position, { minLength: 5, maxLength: 5 }),
});

/** One pull request with a file per sample: git is asked once for all of them. */
async function openPull(samples: Sample[]) {
  const name = `shop-${github.hooks.length}`;
  const files = (side: "before" | "after") =>
    Object.fromEntries(samples.map((each, index) => [`f${index}`, each[side]]));
  const repo = await github.createRepository({ name, files: files("before") });
  await repo.commit({ branch: "topic", files: files("after") });
  const pull = await repo.openPullRequest({ head: "topic" });
  const at = { owner: "acme", repo: name, pull_number: pull.number };
  const { data } = await client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}/files", {
    ...at,
    per_page: 100,
  });
  const patches = new Map(data.map((file) => [file.filename, file.patch ?? ""]));
  return { at, patchOf: (index: number) => patches.get(`f${index}`) ?? "" };
}

const samples = fc.array(sample, { minLength: 20, maxLength: 20 });

test("what packages/diff takes for commentable is what the review API takes", async () => {
  const seen = new Set<number>();
  const property = fc.asyncProperty(samples, async (all) => {
    const { at, patchOf } = await openPull(all);
    for (const [index, { positions }] of all.entries()) {
      const path = `f${index}`;
      const file = parseFilePatch(patchOf(index), {
        path,
        previousPath: null,
        status: "modified",
      });
      for (const { side, line, length } of positions) {
        const startLine = Math.max(1, line - length);
        const range = startLine === line ? {} : { start_line: startLine, start_side: side };
        const comment = { path, body: "x", side, line, ...range };
        const { status } = await client
          .request("POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews", {
            ...at,
            event: "COMMENT",
            comments: [comment],
          })
          .catch((error: { status: number }) => error);
        seen.add(status);
        expect(status).toBe(isCommentable(file, { side, startLine, line }) ? 200 : 422);
      }
    }
  });
  await fc.assert(property, { numRuns: 2, endOnFailure: true });
  expect(seen).toEqual(new Set([200, 422]));
});

test("a place's hunk ends with the line that was meant", () => {
  const patch = "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n@@ -9 +9 @@ f()\n-x\n+y";
  expect(findPlace(patch, "RIGHT", 2)).toEqual({
    hunk: 0,
    position: 3,
    diffHunk: "@@ -1,3 +1,3 @@\n a\n-b\n+B",
  });
  expect(findPlace(patch, "LEFT", 9)?.diffHunk).toBe("@@ -9 +9 @@ f()\n-x");
  expect(findPlace(patch, "RIGHT", 4)).toBeNull();
});

test("an unchanged line keeps its text when it is mapped over an edit", async () => {
  const property = fc.asyncProperty(samples, async (all) => {
    const { patchOf } = await openPull(all);
    for (const [index, { before, after }] of all.entries()) {
      const patch = patchOf(index);
      const old = before.split("\n").slice(0, -1);
      const now = after.split("\n").slice(0, -1);
      const mapped = old.map((_, line) => mapLine(patch, line + 1));
      mapped.forEach((line, at) => {
        if (line !== null) expect(now[line - 1]).toBe(old[at]);
      });
      const kept = mapped.filter((line) => line !== null);
      const added = patch.split("\n").filter((line) => line.startsWith("+")).length;
      expect(kept).toEqual(kept.toSorted((a, b) => a - b));
      expect(kept).toHaveLength(now.length - added);
    }
  });
  await fc.assert(property, { numRuns: 3, endOnFailure: true });
});
