import type { PastComment, PastPullRequest } from "@devflow/github";
import { secretFilesWith } from "@devflow/syntax";
import { describe, expect, test } from "vitest";
import { estimateLeft, type SoFar } from "../src/backfill/estimate-left.ts";
import { FileReader } from "../src/backfill/file-reader.ts";
import { keptHunk, linesOfHunk, shortHunk } from "../src/backfill/hunk-lines.ts";
import { judgePulls } from "../src/backfill/judge-pulls.ts";

const hunk = ["@@ -10,4 +10,5 @@ total()", " a", "-b", "+c", "+d", " e", "\\ No newline"].join(
  "\n",
);

describe("the hunk of a comment", () => {
  test("has the lines of both sides with their numbers", () => {
    expect(linesOfHunk(hunk, "RIGHT")).toEqual([
      { number: 10, text: "a" },
      { number: 11, text: "c" },
      { number: 12, text: "d" },
      { number: 13, text: "e" },
    ]);
    expect(linesOfHunk(hunk, "LEFT").map(({ number, text }) => `${number}${text}`)).toEqual([
      "10a",
      "11b",
      "12e",
    ]);
    expect(linesOfHunk("no hunk", "RIGHT")).toEqual([]);
  });

  test("is cut above, and counts on from there", () => {
    const lines = Array.from({ length: 500 }, (_, index) => [`-old ${index}`, `+new ${index}`]);
    const long = ["@@ -1,500 +1,500 @@ f()", ...lines.flat()].join("\n");
    const short = shortHunk(long);
    expect(short.split("\n")).toHaveLength(201);
    expect(short).toMatch(/^@@ -401,100 \+401,100 @@ f\(\)\n-old 400\n/);
    expect(linesOfHunk(short, "RIGHT").at(-1)).toEqual({ number: 500, text: "new 499" });
    expect(linesOfHunk(short, "LEFT").at(-1)).toEqual(linesOfHunk(long, "LEFT").at(-1));
    expect(shortHunk(hunk)).toBe(hunk);
  });

  const file = ["a", "c", "d", "e", "f", "g", "h", "i"].join("\n");

  test("has the lines below the comment, which the header counts and the file names", () => {
    const cut = ["@@ -1,5 +1,7 @@ f()", " a", "-b", "+c"];
    expect(keptHunk(cut.join("\n"), file)).toBe([...cut, "+d", "+e", " f", " g", " h"].join("\n"));
    const inNewFile = ["@@ -0,0 +1,8 @@", "+a", "+c"];
    expect(keptHunk(inNewFile.join("\n"), file)).toBe(
      ["@@ -0,0 +1,8 @@", "+a", "+c", "+d", "+e", "+f", "+g", "+h", "+i"].join("\n"),
    );
  });

  test("stays as it is where lines below it may have been removed, or the file is another", () => {
    const removed = ["@@ -1,9 +1,7 @@", " a", "+c"].join("\n");
    expect(keptHunk(removed, file)).toBe(removed);
    const other = ["@@ -1,4 +1,6 @@", " a", "+x"].join("\n");
    expect(keptHunk(other, file)).toBe(other);
    expect(keptHunk("no hunk", file)).toBe("no hunk");
    const lone = ["@@ -0,0 +1,8 @@", "+a"].join("\n");
    expect(keptHunk(lone, null)).toBe(lone);
  });

  test("has at most a hundred lines below", () => {
    const long = Array.from({ length: 300 }, (_, index) => `line ${index}`);
    const kept = keptHunk("@@ -0,0 +1,300 @@\n+line 0", long.join("\n"));
    expect(kept.split("\n")).toHaveLength(102);
    expect(kept).toMatch(/^@@ -0,0 \+1,101 @@\n/);
  });
});

test("of a file of secrets, also of the operator's list, what was written is read and no line", async () => {
  const paths = [".env", "deploy/shop.vault", "src/cart.ts"];
  const comments = paths.map((path, id) => ({
    id,
    path,
    hunk,
    author: { login: "b", isBot: true },
  }));
  const pull = { author: { login: "kim" }, comments: comments as PastComment[] } as PastPullRequest;
  // Of comments by bots no file is asked for.
  const files = new FileReader({} as never, { owner: "acme", name: "shop" });
  const { pulls } = await judgePulls([pull], files, secretFilesWith(["*.vault"]));
  expect(pulls[0]?.comments.map((comment) => comment.hunk)).toEqual(["", "", hunk]);
});

describe("what is left of a history", () => {
  const now = new Date("2026-01-01T00:00:00Z");
  const soFar: SoFar = {
    ...{ pullsDone: 100, pullsTotal: 1_100, reached: new Date("2025-01-01T00:00:00Z") },
    ...{ stopBefore: null, pullsRead: 100, pullsWanted: Number.POSITIVE_INFINITY },
    ...{ pointsSpent: 50, workedMs: 10_000, budget: null, now },
  };

  test("takes as long as what was read", () => {
    expect(estimateLeft(soFar)).toEqual({ pulls: 1_000, ms: 100_000 });
    expect(estimateLeft({ ...soFar, pullsWanted: 300 })).toEqual({ pulls: 200, ms: 20_000 });
    expect(estimateLeft({ ...soFar, pullsRead: 0 }).ms).toBeNull();
  });

  test("is told by time where it ends at a date", () => {
    const stopBefore = new Date("2024-01-02T00:00:00Z");
    expect(estimateLeft({ ...soFar, stopBefore })).toMatchObject({ pulls: 100 });
  });

  test("takes hours where GitHub's budget is the limit", () => {
    const resetAt = new Date(now.getTime() + 30 * 60_000);
    const budget = { limit: 500, remaining: 200, resetAt };
    // 500 points are needed, 100 are free now, 400 come with the reset.
    expect(estimateLeft({ ...soFar, budget }).ms).toBe(30 * 60_000);
    const more = { ...soFar, pullsTotal: 2_100, budget };
    expect(estimateLeft(more).ms).toBe(150 * 60_000);
    expect(estimateLeft({ ...soFar, budget: { ...budget, remaining: 500, limit: 500 } }).ms).toBe(
      30 * 60_000,
    );
  });
});
