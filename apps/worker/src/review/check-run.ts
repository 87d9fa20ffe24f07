import type { RepositoryConfig } from "@devflow/config";
import { cleanText } from "@devflow/expert";
import type { CheckConclusion, InstallationClient } from "@devflow/github";
import {
  type Annotation,
  type AroundDrafts,
  type DraftLine,
  isAtLeast,
  renderAnnotations,
  renderCheckSummary,
  renderDrafts,
  renderHeadline,
  type SummaryInput,
  safeMarkdown,
} from "@devflow/review";
import type { WorkerContext } from "../context.ts";
import { loadRunFacts } from "../store/load-run-facts.ts";
import { loadStanding } from "../store/load-standing.ts";
import type { ReviewRow } from "../store/review-row.ts";
import { version } from "../version.ts";
import { standingLine } from "./put-summary.ts";

/** The name people see in the list of checks; branch protection refers to it, so it never changes. */
const checkRunName = "DevFlow review";

interface Shown {
  status: "in_progress" | "completed";
  conclusion: CheckConclusion | null;
  title: string;
  summary: string;
  annotations?: Annotation[];
}

type ShownFor = Pick<ReviewRow, "repository" | "pullNumber" | "headSha">;

async function put(github: InstallationClient, row: ShownFor, shown: Shown): Promise<number> {
  const { headSha, repository } = row;
  const externalId = `pull-${row.pullNumber}`;
  // Reasons name branches: nothing unseen of a stranger's stands in the list of checks.
  const title = cleanText(shown.title);
  const run = { name: checkRunName, headSha, externalId, ...shown, title };
  return github.putCheckRun(repository, run);
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

/** GitHub takes 50 a request; more than this many lines beside the code nobody reads. */
const mostAnnotations = 200;

export async function showReviewed(
  { database }: Pick<WorkerContext, "database">,
  github: InstallationClient,
  row: ShownFor & Pick<ReviewRow, "id" | "repositoryId">,
  summary: SummaryInput,
  failOn: RepositoryConfig["review"]["failOn"],
): Promise<number> {
  const { open, stillCounting } = await loadStanding(database, row);
  const facts = await loadRunFacts(database, row.id);
  const lines = open.map((remark) => standingLine(github, row, remark));
  return await put(github, row, {
    status: "completed",
    conclusion: conclusionOf(summary, failOn),
    title: renderHeadline(summary),
    summary: renderCheckSummary({
      ...{ ...summary, ...facts, version, lines },
      stillCounting: stillCounting.length,
    }),
    annotations: renderAnnotations(open).slice(0, mostAnnotations),
  });
}

/** What waits for a maintainer is shown here and nowhere else. */
export function showHeld(
  github: InstallationClient,
  row: ShownFor,
  {
    drafts,
    isFailing,
    ...around
  }: AroundDrafts & {
    drafts: readonly DraftLine[];
    isFailing: boolean;
  },
): Promise<number> {
  const title = `Review waits for a maintainer: ${drafts.length === 1 ? "1 draft" : `${drafts.length} drafts`}`;
  const summary = renderDrafts(drafts, around);
  const conclusion = isFailing ? "failure" : "neutral";
  return put(github, row, { status: "completed", conclusion, title, summary });
}

/** The team wants a red check for one of these. */
export function failsBy(
  findings: readonly Pick<SummaryInput["findings"][number], "severity">[],
  failOn: RepositoryConfig["review"]["failOn"],
): boolean {
  return failOn !== null && findings.some(({ severity }) => isAtLeast(severity, failOn));
}

/**
 * Green only for a change that was read whole and has no findings. Red only by the team's own
 * `fail_on`. Everything else, a review without the expert too, is neutral. What was said at an
 * earlier head and still stands counts like a new finding: an empty push makes nothing green.
 */
function conclusionOf(
  summary: SummaryInput,
  failOn: RepositoryConfig["review"]["failOn"],
): CheckConclusion {
  const { expert } = summary;
  const findings = [...summary.findings, ...(summary.standing ?? [])];
  if (failsBy(findings, failOn)) return "failure";
  const isWhole =
    expert.state === "used" &&
    summary.filesReviewed.length > 0 &&
    !summary.filesLeftOut.some(({ kind }) => kind === "missed");
  return isWhole && findings.length === 0 ? "success" : "neutral";
}
