import { instructionNotes } from "../draft/instructions/note-instructions.ts";
import type { SaidFinding, Severity } from "../model.ts";
import { severityRank } from "../settle/severity-order.ts";
import { cleanText, cut } from "./clean-text.ts";
import { maskSecrets } from "./mask-secrets.ts";
import { renderSummary, type SummaryInput } from "./render-summary.ts";
import { renderStandingLine, type StandingLine } from "./render-summary-comment.ts";
import { type RunFacts, renderRunFacts } from "./run-facts.ts";
import { safeCode } from "./safe-markdown.ts";
import { askedAgain, folded, isAway, plural } from "./words.ts";

export interface CheckRunInput extends RunFacts, SummaryInput {
  /** Everything that stands at this head. */
  lines: readonly StandingLine[];
  /** Remarks that somebody resolved who may not write here: they are not in `lines`. */
  stillCounting?: number;
  /** How many drafts were dropped, by reason. */
  dropped: Readonly<Record<string, number>>;
}

const shownLines = 40;

/** What stands below the title of a check run. */
export function renderCheckSummary(input: CheckRunInput): string {
  const sorted = input.lines.toSorted(
    (a, b) => severityRank(a.severity) - severityRank(b.severity),
  );
  const lines = sorted.slice(0, shownLines).map(renderStandingLine);
  const more = sorted.length - lines.length;
  if (more > 0) lines.push(`- and ${plural(more, "more")}`);
  const { dropped } = input;
  return [
    renderSummary(input),
    isAway(input.expert) ? askedAgain : "",
    instructionLines(dropped),
    lines.join("\n"),
    stillCountingLine(input.stillCounting),
    droppedList(dropped),
    filterLine(dropped),
    renderRunFacts(input),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** What a gate goes on holding against a change, though its conversation is closed. */
export function stillCountingLine(count = 0): string {
  if (count === 0) return "";
  const verb = count === 1 ? "was" : "were";
  return `${plural(count, "remark")} ${verb} resolved by the author or somebody else without write access, and still ${count === 1 ? "counts" : "count"}.`;
}

function droppedList(dropped: CheckRunInput["dropped"]): string {
  const reasons = Object.entries(dropped).filter(
    ([reason, count]) =>
      count > 0 && !Object.hasOwn(filterWords, reason) && !Object.hasOwn(instructionNotes, reason),
  );
  if (reasons.length === 0) return "";
  const lines = reasons.map(([reason, count]) => `- ${count} × ${safeCode(reason)}`);
  return folded("Dropped before anything was said", lines.slice(0, shownLines));
}

/** Where the change speaks to its reviewer without a line that a comment could stand on. */
function instructionLines(dropped: CheckRunInput["dropped"]): string {
  return Object.entries(instructionNotes)
    .filter(([key]) => (dropped[key] ?? 0) > 0)
    .map(([, place]) => `${place} holds instructions to a reviewer. None of them was followed.`)
    .join("\n");
}

/** On what the filter ran, by the key under which verifying counts it. */
const filterWords: Readonly<Record<string, string>> = {
  "filter=prior":
    "Findings were filtered by general assumptions: too little is known yet of what people here act on.",
  "filter=trained": "Findings were filtered by what became of earlier ones.",
  "filter=off": "Findings were not filtered: on earlier ones the filter was no better than none.",
};

function filterLine(dropped: CheckRunInput["dropped"]): string {
  const key = Object.keys(filterWords).find((each) => (dropped[each] ?? 0) > 0);
  return key === undefined ? "" : (filterWords[key] ?? "");
}

export interface Annotation {
  path: string;
  startLine: number;
  line: number;
  level: "notice" | "warning" | "failure";
  title: string;
  message: string;
}

const levels: Record<Severity, Annotation["level"]> = {
  critical: "failure",
  high: "warning",
  medium: "warning",
  low: "notice",
};

/** GitHub's bound of a title; the message's, 64 kB, is far above ours. */
const maxTitleLength = 255;
const maxMessageLength = 4_000;

/**
 * Findings beside the code in the check run's own view, as plain text. A finding about a removed
 * line has no line in the head and therefore no annotation.
 */
export function renderAnnotations(
  findings: readonly Pick<
    SaidFinding,
    "path" | "side" | "startLine" | "line" | "severity" | "title" | "body"
  >[],
): Annotation[] {
  return findings
    .filter(({ side }) => side === "RIGHT")
    .map(({ path, startLine, line, severity, title, body }) => ({
      path,
      startLine,
      line,
      level: levels[severity],
      title: plain(`${severity}: ${title.replace(/\s+/g, " ")}`, maxTitleLength),
      message: plain(body === "" ? title : body, maxMessageLength),
    }));
}

/** GitHub shows annotations as they are: nothing in them acts, but what is unseen must not be there. */
function plain(text: string, maxLength: number): string {
  const shown = maskSecrets(cleanText(text)).trim();
  const { text: kept, left } = cut(shown, maxLength - 2);
  return left > 0 ? `${kept} …` : kept;
}
