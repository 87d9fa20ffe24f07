import type { ReviewResult } from "@devflow/review";
import { expect } from "vitest";
import type { Checkout } from "../../apps/cli/test/support/checkout.ts";
import { type Compared, changedPaths, shownLines } from "./git-says.ts";

/**
 * What holds for every review of every change: each file is either reviewed or left out with a
 * reason, none twice and none besides; each finding stands on lines that the diff shows.
 */
export function expectWhole(
  checkout: Checkout,
  result: ReviewResult,
  compared: Compared = {
    base: result.baseSha,
    head: result.headSha,
    renames: "--find-renames",
  },
): void {
  const { filesReviewed, filesLeftOut, findings } = result;
  const changed = changedPaths(checkout, compared);
  const accounted = [...filesReviewed, ...filesLeftOut.map(({ path }) => path)];
  expect(accounted.map(readable).toSorted()).toEqual(
    changed.map(({ path }) => readable(path)).toSorted(),
  );
  for (const { reason } of filesLeftOut) expect(reason).not.toBe("");
  for (const finding of findings) {
    const file = changed.find(({ path }) => path === finding.path);
    expect(file, `a finding in ${finding.path}`).toBeDefined();
    const hunk = shownLines(checkout, compared, file!, finding.side).find(
      ([first, last]) => first <= finding.startLine && finding.line <= last,
    );
    expect(hunk, `${finding.path}:${finding.startLine}-${finding.line}`).toBeDefined();
  }
}

/** A path that is no text has many spellings, and no other file here has one of them. */
function readable(path: string): string {
  return /\ufffd|\\\d{3}/.test(path) ? "(a path that is not UTF-8)" : path;
}
