import { UsageError } from "@devflow/errors";

/** The one error of this package's parsers. `lineNumber` is 1-based within the diff text. */
export function invalidDiff(lineNumber: number, problem: string): UsageError {
  return new UsageError(
    `line ${lineNumber} of the diff: ${problem}`,
    "Give the complete, unedited output of `git diff` between two versions.",
  );
}
