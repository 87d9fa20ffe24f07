import { describe, expect, test } from "vitest";
import { compareSides, measureSide, pullOfCommit } from "../src/index.ts";
import { commentAt, fixAt, remarkAt, replay } from "./support/replays.ts";

describe("the measures of a side", () => {
  const replays = [
    // Found one of two fixes; one comment at nothing.
    replay([[commentAt(10), commentAt(50)]], { fixes: [fixAt(11), fixAt(80, 82)] }),
    // Clean, and silent.
    replay([[]]),
    // Clean, with a comment.
    replay([[commentAt(5)]]),
    // Its days are not over: counts for nothing that needs fixes.
    replay([[commentAt(5)]], { fixes: null }),
    // Taken back: not clean.
    replay([[]], { revertedBy: [{ sha: "f", subject: "Revert", daysLater: 1 }] }),
  ];

  test("are what the script implies", () => {
    const side = measureSide(replays, 0, 1);
    expect(side).toMatchObject({ changes: 5, comments: 4, clean: 2, silentOnClean: 1 });
    expect(side.fix).toMatchObject({ truths: 2, found: 1, comments: 3, right: 1 });
    expect(side.commentsPerChange.value).toBe(0.8);
    expect(side.spokenTo.value).toBe(0.6);
  });

  test("know what chance would give: the share of added lines near to something known", () => {
    // Lines 10 to 12 and 79 to 83 of 100, for two of three comments.
    expect(measureSide(replays, 0, 1).fix.precisionByChance).toBeCloseTo((2 * 0.08) / 3, 6);
  });

  test("count a place as found by how far apart it may be, on one side of the diff", () => {
    const apart = [replay([[commentAt(13)]], { fixes: [fixAt(10)] })];
    expect([1, 2, 3].map((near) => measureSide(apart, 0, near).fix.found)).toEqual([0, 0, 1]);
    const left = [replay([[commentAt(10, { side: "LEFT" })]], { fixes: [fixAt(10)] })];
    expect(measureSide(left, 0, 3).fix.found).toBe(0);
  });

  test("with people's words: clean is what neither they nor fixes name", () => {
    const known = [
      replay([[commentAt(20)]], { humans: [remarkAt(20), remarkAt(60)] }),
      replay([[]], { humans: [] }),
      replay([[]], { humans: [], humansOnLaterCode: 1 }),
    ];
    const side = measureSide(known, 0, 1);
    expect(side.human).toMatchObject({ truths: 2, found: 1, comments: 1, right: 1 });
    expect(side).toMatchObject({ clean: 1, silentOnClean: 1 });
  });
});

describe("two sides", () => {
  test("that say the same do not differ", () => {
    const same = [replay([[commentAt(1)], [commentAt(1)]], { fixes: [fixAt(1)] })];
    for (const {
      perChange,
      test: { p, pairs },
    } of compareSides(same, 1)) {
      expect([perChange.value, p, pairs]).toEqual([0, 1, 0]);
    }
  });

  test("are told apart when one finds what was fixed and is silent elsewhere", () => {
    const replays = Array.from({ length: 12 }, (_, index) =>
      index % 2 === 0
        ? replay([[], [commentAt(1)]], { fixes: [fixAt(1)] })
        : replay([[commentAt(5)], []]),
    );
    const by = Object.fromEntries(compareSides(replays, 1).map((each) => [each.what, each]));
    expect(by.found).toMatchObject({ a: 0, b: 6, changes: 12 });
    expect(by.found?.test).toEqual({ p: 2 / 64, pairs: 6, isExact: true });
    expect(by.found?.perChange.low).toBeGreaterThan(0.1);
    expect(by.alone).toMatchObject({ a: 6, b: 0 });
    expect(by.false_alarms).toMatchObject({ a: 6, b: 0, changes: 6 });
    expect(by.comments?.test.p).toBe(1);
  });
});

describe("a pull request in a history", () => {
  const commit = {
    sha: "c".repeat(40),
    parents: ["a"],
    author: "Ada",
    landedAt: new Date("2026-01-01"),
    subject: "Add sums",
    body: "",
  };

  test.each([
    [
      "a squashed one",
      { subject: "Add sums (#12)" },
      { name: "#12", title: "Add sums", baseSha: "a", headSha: commit.sha, author: "Ada" },
    ],
    [
      "a merge",
      { subject: "Merge pull request #7 from x/y", body: "Add means\n\nWhy", parents: ["a", "h"] },
      { name: "#7", title: "Add means", headSha: "h" },
    ],
    [
      "a merge request",
      {
        subject: "Merge branch 'x' into 'main'",
        body: "Add means\n\nSee merge request acme/shop!31",
        parents: ["a", "h"],
      },
      { name: "#31", title: "Add means" },
    ],
    [
      "a merge without a number",
      { subject: "Merge branch x", parents: ["a", "h"] },
      { name: "ccccccccc", title: "Merge branch x" },
    ],
  ])("is %s", (_, more, expected) => {
    expect(pullOfCommit({ ...commit, ...more }, false)).toMatchObject(expected);
  });

  test("is any commit where that is asked for, but no root and no octopus", () => {
    expect(pullOfCommit(commit, false)).toBeNull();
    expect(pullOfCommit(commit, true)).toMatchObject({ name: "ccccccccc", title: "Add sums" });
    expect(pullOfCommit({ ...commit, parents: [] }, true)).toBeNull();
    expect(pullOfCommit({ ...commit, parents: ["a", "b", "c"] }, true)).toBeNull();
  });
});
