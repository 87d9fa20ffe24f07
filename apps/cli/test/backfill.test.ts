import type { BackfillStatus } from "@devflow/indexer/backfill";
import { describe, expect, test } from "vitest";
import {
  type BackfillRun,
  backfillProgressText,
  backfillsToText,
  waitText,
} from "../src/formats/backfill-to-text.ts";
import { createProgram } from "../src/program.ts";

const now = new Date("2026-03-02T12:00:00Z");

const status: BackfillStatus = {
  repositoryId: 1,
  name: "acme/shop",
  state: "done",
  since: new Date("2025-01-01T00:00:00Z"),
  reached: new Date("2025-01-02T00:00:00Z"),
  coveredTo: new Date("2026-03-02T09:00:00Z"),
  pullsDone: 120,
  pullsTotal: 400,
  points: 60,
  lastError: null,
  updatedAt: now,
  pulls: 120,
  comments: 310,
  commentsOfPeople: 200,
  ledToChange: 130,
  remembered: 150,
};

const outcome: BackfillRun = {
  isNothingNew: false,
  ...{ end: "done", resumeAt: null, pulls: 120, comments: 310, points: 60, requests: 24 },
};

describe("what is said of a history", () => {
  test("that was read", () => {
    expect(backfillsToText([status], new Map([[1, outcome]]), now)).toBe(
      `acme/shop: read to the end, 3 h ago
  read 120 pull requests with 310 comments to the end
  asked GitHub 24 times for 60 points of its budget
  stored: 120 pull requests since 2025-01-01, 310 comments
  remarks of reviewers: 200, of which 130 led to a change of their lines
  shown on similar code: 150
`,
    );
  });

  test("that nothing has come to", () => {
    const again = { ...outcome, isNothingNew: true, pulls: 25, comments: 0 };
    const text = backfillsToText([status], new Map([[1, again]]), now);
    expect(text.split("\n")[1]).toBe("  there is nothing new since the last run");
    expect(text).not.toContain("read 25");
  });

  test("that is unfinished, failed or was never read", () => {
    const states = [
      { ...status, state: "paused" as const },
      { ...status, state: "failed" as const, lastError: "GitHub answered 403" },
      { ...status, state: "never" as const, pullsTotal: null },
    ];
    const text = backfillsToText(states, new Map(), now);
    expect(text.match(/^acme.*$/gm)).toEqual([
      "acme/shop: paused, 120 of 400 pull requests",
      "acme/shop: failed, 120 of 400 pull requests: GitHub answered 403",
      "acme/shop: never read",
    ]);
    expect(backfillsToText([], new Map(), now)).toBe("No repository on GitHub is known here.\n");
  });

  test("while it is read, and while it waits", () => {
    const progress = { pullsRead: 1, comments: 3, points: 5, requests: 4, pulls: 900, ms: 600_000 };
    expect(backfillProgressText("acme/shop", progress)).toBe(
      "acme/shop: 1 pull request read, 3 comments; 900 left, about 10 min",
    );
    const until = new Date("2026-03-02T12:40:05Z");
    expect(waitText({ reason: "budget", until })).toMatch(/going on at 12:40:05 UTC\.$/);
    expect(waitText({ reason: "limit", until })).toMatch(/^GitHub asks for a pause/);
  });
});

test.each([
  [["backfill"], "say which history to read"],
  [["backfill", "--all", "--repo", "acme/shop"], "say which history to read"],
  [["backfill", "--all", "--since", "yesterday"], "no date of the past"],
  [["backfill", "--all", "--since", "2999-01-01"], "no date of the past"],
  [["backfill", "--all", "--limit", "0"], "no number of pull requests"],
])("%j is answered with what is wrong", async (args, words) => {
  const run = createProgram().parseAsync(["node", "devflow", ...args]);
  await expect(run).rejects.toMatchObject({
    message: expect.stringContaining(words),
    nextStep: expect.stringContaining("--"),
  });
});
