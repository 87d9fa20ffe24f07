import { UsageError } from "@devflow/errors";

/** One thing that is wrong in a configuration, in words for the person who wrote it. */
export interface ConfigurationProblem {
  /** A variable's name, or the keys from the root down: `review.max_findings`. Empty: the whole file. */
  path: string;
  /** 1-based line in the file; null where there is none. */
  line: number | null;
  /** What is wrong: `is 70000`. */
  message: string;
  /** What would be right: `a whole number from 0 to 65535`. */
  expected: string;
}

/** One line for one problem: `PORT: is "eighty". Right: a whole number from 0 to 65535.` */
export function describeProblem(problem: ConfigurationProblem): string {
  const path = problem.path === "" ? "the file" : problem.path;
  const place = problem.line === null ? path : `line ${problem.line}, ${path}`;
  return `${place}: ${problem.message}. Right: ${problem.expected}.`;
}

/** All problems of one source in one error. */
export function problemsError(
  source: string,
  problems: readonly ConfigurationProblem[],
  nextStep: string,
): UsageError {
  const count = problems.length === 1 ? "one problem" : `${problems.length} problems`;
  const lines = problems.map((problem) => `\n  ${describeProblem(problem)}`);
  return new UsageError(`${source}: ${count}.${lines.join("")}`, nextStep);
}
