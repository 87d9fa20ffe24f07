import { configFileName, describeProblem, type RepositoryConfigProblem } from "@devflow/config";
import { UsageError } from "@devflow/errors";
import { openRepository, WORKTREE } from "@devflow/git";
import { isSettingsPath } from "@devflow/review";
import { exitCodes } from "../exit-codes.ts";
import { readLocalSettings } from "../local/local-configuration.ts";
import { pathInCheckout } from "../local/path-in-checkout.ts";
import { writeOut } from "../write-out.ts";
import type { ConfigOptions } from "./config.ts";

/** `devflow config check`: every problem, one a line, and exit code 1 when there is one. */
export async function runConfigCheck(
  paths: readonly string[],
  { repo }: ConfigOptions,
): Promise<void> {
  await using repository = await openRepository(repo);
  const wanted = paths.map((path) => pathInCheckout(repository, path));
  const { configuration, files } = await readLocalSettings(repository, WORKTREE);
  const isWanted = (path: string) =>
    wanted.length === 0 || wanted.some((each) => each === "" || isAtOrBelow(path, each));
  const checked = files.filter(({ path }) => isSettingsPath(path) && isWanted(path));
  if (checked.length === 0 && paths.length > 0) {
    throw new UsageError(
      `there is no configuration at ${paths.join(", ")}`,
      `Name a ${configFileName}, a rule file of .devflow/rules, or a folder that has some.`,
    );
  }
  const problems = configuration.problems
    .filter(({ source }) => isWanted(source))
    .sort((a, b) => compare(a.source, b.source) || (a.line ?? 0) - (b.line ?? 0));
  await writeOut(`${problems.map(lineOf).join("")}${summaryOf(problems.length, checked.length)}`);
  process.exitCode = problems.length > 0 ? exitCodes.findings : exitCodes.ok;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** `web/.devflow.yml:2: review.fail_on: …`, which editors and terminals turn into a link. */
function lineOf(problem: RepositoryConfigProblem): string {
  const { source, line } = problem;
  const place = line === null ? source : `${source}:${line}`;
  return `${place}: ${describeProblem({ ...problem, line: null })}\n`;
}

function summaryOf(problems: number, files: number): string {
  if (files === 0) return "There is no configuration here: the defaults hold.\n";
  const words = problems === 0 ? "no problem" : `${problems} problem${problems === 1 ? "" : "s"}`;
  return `${words} in ${files} file${files === 1 ? "" : "s"}\n`;
}
