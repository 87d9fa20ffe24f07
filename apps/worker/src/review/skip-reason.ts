import type { RepositoryConfig } from "@devflow/config";
import type { PullRequest } from "@devflow/github";
import picomatch from "picomatch";

type Review = RepositoryConfig["review"];

/**
 * Why this pull request is not reviewed, in words for its check run; null when it is. Somebody who
 * asks for a review with a command gets one, whatever the configuration says of drafts and labels.
 */
export function skipReason(
  pull: PullRequest,
  { review }: RepositoryConfig,
  trigger: string,
): string | null {
  if (pull.state === "closed") return "the pull request is closed";
  if (trigger === "command") return null;
  if (!review.enabled) return "reviews are switched off in .devflow.yml";
  if (pull.isDraft && !review.drafts) return "the pull request is a draft";
  return (
    skippedByAuthor(pull, review) ?? skippedByWords(pull, review) ?? skippedByBranch(pull, review)
  );
}

function skippedByAuthor({ author }: PullRequest, review: Review): string | null {
  if (author.isBot && !review.bots) return "a bot opened the pull request";
  const isSkipped = review.skipAuthors.some((glob) => matchesLogin(author.login, glob));
  return isSkipped ? `pull requests of ${author.login} are not reviewed` : null;
}

/**
 * `*` alone is special: the `[bot]` at the end of a login would be a set of letters in a glob. Not a
 * regular expression, as many stars in one take exponential time.
 */
function matchesLogin(login: string, glob: string): boolean {
  const name = login.toLowerCase();
  const [start = "", ...parts] = glob.toLowerCase().split("*");
  const end = parts.pop();
  if (end === undefined) return name === start;
  let at = name.startsWith(start) ? start.length : -1;
  for (const part of parts) {
    const found = at === -1 ? -1 : name.indexOf(part, at);
    at = found === -1 ? -1 : found + part.length;
  }
  return at !== -1 && name.length - end.length >= at && name.endsWith(end);
}

function skippedByWords(pull: PullRequest, review: Review): string | null {
  const label = pull.labels.find((name) => review.skipLabels.includes(name));
  if (label !== undefined) return `it carries the label ${label}`;
  const title = pull.title.toLowerCase();
  const word = review.skipTitles.find((phrase) => title.includes(phrase.toLowerCase()));
  return word === undefined ? null : `its title contains "${word}"`;
}

function skippedByBranch({ baseRef, headRef }: PullRequest, review: Review): string | null {
  if (!isAmong(baseRef, review.baseBranches)) return `its base branch ${baseRef} is not reviewed`;
  if (!isAmong(headRef, review.headBranches)) return `its branch ${headRef} is not reviewed`;
  return null;
}

/** Where only branches are left out (`!glob`), all others are in; with no pattern at all, every one. */
function isAmong(branch: string, patterns: readonly string[]): boolean {
  const matches = (globs: string[]) => globs.some((glob) => picomatch(glob, { dot: true })(branch));
  const isLeftOut = (pattern: string) => pattern.startsWith("!");
  const included = patterns.filter((pattern) => !isLeftOut(pattern));
  const excluded = patterns.filter(isLeftOut).map((pattern) => pattern.slice(1));
  return (included.length === 0 || matches(included)) && !matches(excluded);
}
