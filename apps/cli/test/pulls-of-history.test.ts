import { UsageError } from "@devflow/errors";
import { expect, test } from "vitest";
import { pullsOfHistory } from "../src/backtest/choose-changes.ts";

const commit = (parents: string[], subject = "Change it") => ({
  sha: "a".repeat(40),
  parents,
  author: "ada",
  landedAt: new Date("2026-01-01"),
  subject,
  body: "",
  paths: [],
});
const options = { pulls: 10, seed: 1 };

function refusal(commits: ReturnType<typeof commit>[], more = {}): string {
  try {
    pullsOfHistory(commits, { ...options, ...more });
  } catch (thrown) {
    if (thrown instanceof UsageError) return `${thrown.message}: ${thrown.nextStep}`;
    throw thrown;
  }
  throw new Error("there are pull requests");
}

test("a history without pull requests is refused with what helps there", () => {
  expect(refusal([commit(["b"]), commit([])])).toMatch(/none of 2 commits.*With --commits/);
  expect(refusal([commit([])])).toContain("git fetch --unshallow");
  expect(refusal([commit([])], { commits: true })).toContain("git fetch --unshallow");
  expect(refusal([commit(["b"], "A (#1)")], { since: new Date("2026-02-01") })).toMatch(
    /in this time.*Widen/,
  );
});

test("a merge of three branches is no change that could be reviewed", () => {
  const octopus = commit(["b", "c", "d"], "Merge branches 'c' and 'd'");
  expect(refusal([octopus, commit([])], { commits: true })).toContain("more than two branches");
  expect(pullsOfHistory([octopus, commit(["b"])], { ...options, commits: true })).toHaveLength(1);
});
