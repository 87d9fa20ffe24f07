import type { RepositoryConfig } from "@devflow/config";
import type { CheckConclusion, InstallationClient } from "@devflow/github";
import {
  isAtLeast,
  renderHeadline,
  renderSummary,
  type SummaryInput,
  safeMarkdown,
} from "@devflow/review";
import type { ReviewRow } from "../store/review-row.ts";

/** The name people see in the list of checks; branch protection refers to it, so it never changes. */
export const checkRunName = "DevFlow review";

interface Shown {
  status: "in_progress" | "completed";
  conclusion: CheckConclusion | null;
  title: string;
  summary: string;
}

type ShownFor = Pick<ReviewRow, "repository" | "pullNumber" | "headSha">;

async function put(github: InstallationClient, row: ShownFor, shown: Shown): Promise<number> {
  const { headSha, repository } = row;
  const externalId = `pull-${row.pullNumber}`;
  return github.putCheckRun(repository, { name: checkRunName, headSha, externalId, ...shown });
}

export function showRunning(github: InstallationClient, row: ReviewRow): Promise<number> {
  const title = "Reading the change";
  return put(github, row, { status: "in_progress", conclusion: null, title, summary: title });
}

/** A review that did not happen is never green. */
export function showNotReviewed(
  github: InstallationClient,
  row: ReviewRow,
  reason: string,
): Promise<number> {
  const title = `Not reviewed: ${reason}`;
  const summary = `${safeMarkdown(title)}. A \`/review\` comment asks for a review.`;
  return put(github, row, { status: "completed", conclusion: "neutral", title, summary });
}

export function showSuperseded(github: InstallationClient, row: ShownFor): Promise<number> {
  const title = "Superseded: there is a newer commit, or the pull request was closed";
  return put(github, row, { status: "completed", conclusion: "cancelled", title, summary: title });
}

export function showFailed(
  github: InstallationClient,
  row: ReviewRow,
  reason: string,
): Promise<number> {
  const title = `The review failed: ${reason}`;
  const summary = `${title}. A \`/review\` comment tries again.`;
  return put(github, row, { status: "completed", conclusion: "neutral", title, summary });
}

export function showReviewed(
  github: InstallationClient,
  row: ReviewRow,
  summary: SummaryInput,
  failOn: RepositoryConfig["review"]["failOn"],
): Promise<number> {
  return put(github, row, {
    status: "completed",
    conclusion: conclusionOf(summary, failOn),
    title: renderHeadline(summary),
    summary: renderSummary(summary),
  });
}

/**
 * Green only for a change that was read whole and has no findings. Red only by the team's own
 * `fail_on`. Everything else, a review without the expert too, is neutral. What was said at an
 * earlier head and still stands counts like a new finding: an empty push makes nothing green.
 */
export function conclusionOf(
  summary: SummaryInput,
  failOn: RepositoryConfig["review"]["failOn"],
): CheckConclusion {
  const { expert } = summary;
  const findings = [...summary.findings, ...(summary.standing ?? [])];
  if (failOn !== null && findings.some(({ severity }) => isAtLeast(severity, failOn))) {
    return "failure";
  }
  const isWhole =
    expert.state === "used" &&
    summary.filesReviewed.length > 0 &&
    !summary.filesLeftOut.some(({ kind }) => kind === "missed");
  return isWhole && findings.length === 0 ? "success" : "neutral";
}
