import type { LeftOut, Severity } from "../model.ts";
import { severityRank } from "../settle/severity-order.ts";
import { renderTitle } from "./render-comment.ts";
import { type RunFacts, renderRunFacts } from "./run-facts.ts";
import { safeCode } from "./safe-markdown.ts";
import {
  countBySeverity,
  expertLine,
  leftOutList,
  plural,
  readingLine,
  shortSha,
} from "./words.ts";

/** A remark that stands, as one line. */
export interface StandingLine {
  severity: Severity;
  title: string;
  path: string;
  line: number;
  /** Of its thread on the same host, made by us; null where it has none. */
  url: string | null;
}

export interface SummaryCommentInput extends RunFacts {
  headSha: string;
  filesReviewed: readonly string[];
  filesLeftOut: readonly LeftOut[];
  /** Everything that stands on the pull request now, of whatever head. */
  standing: readonly StandingLine[];
  /** Remarks that no longer stand, by what became of them. */
  settled: { fixed: number; dismissed: number; resolved: number };
}

/** Lines of remarks; with the longest titles, paths and links they stay under 40,000 characters. */
const shownRemarks = 40;

/** The one comment that sums up a pull request. The hidden marker is added by whoever posts it. */
export function renderSummaryComment(input: SummaryCommentInput): string {
  const standing = input.standing.toSorted(
    (a, b) => severityRank(a.severity) - severityRank(b.severity),
  );
  const lines = standing.slice(0, shownRemarks).map(renderStandingLine);
  const more = standing.length - lines.length;
  if (more > 0) lines.push(`- and ${plural(more, "more")}`);
  return [
    `**DevFlow: ${standingCount(standing)}** as of ${shortSha(input.headSha)}${settledCount(input)}.`,
    lines.join("\n"),
    // An expert that answered is named in the last line.
    input.expert.state === "used"
      ? readingLine(input)
      : `${readingLine(input)} ${expertLine(input.expert)}`,
    leftOutList(input.filesLeftOut),
    renderRunFacts(input),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** `- **high** [a.ts:12](…) Title`. */
export function renderStandingLine({ severity, title, path, line, url }: StandingLine): string {
  const place = safeCode(`${path}:${line}`);
  const linked = url === null ? place : `[${place}](${url})`;
  return `- **${severity}** ${linked} ${renderTitle(title)}`;
}

function standingCount(standing: readonly { severity: Severity }[]): string {
  if (standing.length === 0) return "nothing stands";
  const verb = standing.length === 1 ? "stands" : "stand";
  return `${plural(standing.length, "remark")} ${verb} (${countBySeverity(standing)})`;
}

function settledCount({ settled }: SummaryCommentInput): string {
  const counts = Object.entries(settled).flatMap(([state, count]) =>
    count === 0 ? [] : [`${count} ${state}`],
  );
  return counts.length === 0 ? "" : `; ${counts.join(", ")}`;
}
