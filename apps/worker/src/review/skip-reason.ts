import type { RepositoryConfig } from "@devflow/config";
import type { PullRequest } from "@devflow/github";
import picomatch from "picomatch";

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
  if (pull.author.isBot && !review.bots) return "a bot opened the pull request";
  const label = pull.labels.find((name) => review.skipLabels.includes(name));
  if (label !== undefined) return `it carries the label ${label}`;
  const title = pull.title.toLowerCase();
  const word = review.skipTitles.find((phrase) => title.includes(phrase.toLowerCase()));
  if (word !== undefined) return `its title contains "${word}"`;
  const isOther = review.baseBranches.length > 0 && !picomatch(review.baseBranches)(pull.baseRef);
  return isOther ? `its base branch ${pull.baseRef} is not reviewed` : null;
}
