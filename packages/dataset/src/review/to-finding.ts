import { anchorQuote, type DiffLine, type FileDiff } from "@devflow/diff";
import {
  cleanText,
  type DraftedFinding,
  FINDING_LIMITS,
  parseFindings,
  renderFindings,
} from "@devflow/expert";
import type { HunkGroup } from "@devflow/review";
import type { ReadComment } from "./filters/filter.ts";
import { guessCategory } from "./guess-category.ts";

/** What an expert adds to a comment when it was asked; see `judgeByExpert`. */
export type CommentGrade = Pick<DraftedFinding, "severity" | "category">;

/**
 * People give their comments no severity: of what led to a change, most is neither grave nor nothing.
 * The confidence is that of somebody who was right: the lines were changed.
 */
const DEFAULT_SEVERITY = "medium";
const CONFIDENCE = 0.9;

/** Why a comment cannot be said in the form of the draft prompt. */
const formReasons = [
  "not on an added line",
  "its line cannot be quoted",
  "it cannot be written as an answer",
] as const;

type FormReason = (typeof formReasons)[number];

/**
 * A comment as the finding that the prompt about these hunks should have been answered with: quoted by
 * its line, or by all of its lines where it brings a suggestion for them. What the parser of answers
 * would not give back the same is refused.
 */
export function findingOfComment(
  comment: ReadComment,
  { file, parts }: HunkGroup,
  grade: CommentGrade | null,
): DraftedFinding | FormReason {
  const shown = parts.flatMap(({ lines }) => lines);
  const quoted = quotedLines(comment, shown);
  if (quoted === null) return "not on an added line";
  const hunks = parts.flatMap(({ hunkIndex, lines }) => {
    const hunk = file.hunks[hunkIndex];
    return hunk === undefined ? [] : [{ ...hunk, lines: [...lines] }];
  });
  const quote = quoteOf({ ...file, hunks }, quoted, shown);
  if (quote === null) return "its line cannot be quoted";
  const { text, suggestion } = comment.words;
  const finding: DraftedFinding = {
    path: file.path,
    quote: quote.text,
    severity: grade?.severity ?? DEFAULT_SEVERITY,
    category: grade?.category ?? guessCategory(text),
    ...spokenBody(text),
    suggestion: quote.isWhole && suggestion !== "" ? suggestion : null,
    confidence: CONFIDENCE,
  };
  return isReadBack(finding) ? finding : "it cannot be written as an answer";
}

/** True when the parser of answers makes the same of it. */
export function isReadBack(finding: DraftedFinding): boolean {
  const { findings } = parseFindings(renderFindings([finding]), { finishReason: "stop" });
  const [read] = findings;
  if (read === undefined || findings.length !== 1) return false;
  return (
    read.path === finding.path &&
    read.quote === finding.quote &&
    read.severity === finding.severity &&
    read.category === finding.category &&
    read.title === finding.title &&
    read.body === finding.body &&
    read.suggestion === finding.suggestion &&
    read.confidence === finding.confidence
  );
}

/** The lines of the new file that the comment is on, if one of them was added and all are shown. */
function quotedLines(
  { side, startLine, line }: ReadComment,
  shown: readonly DiffLine[],
): DiffLine[] | null {
  if (side !== "RIGHT") return null;
  const lines = shown.filter(
    ({ newLine }) => newLine !== null && newLine >= startLine && newLine <= line,
  );
  return lines.some(({ kind }) => kind === "added") ? lines : null;
}

interface Quote {
  text: string;
  /** It is all that the comment is on: its suggestion replaces just that. */
  isWhole: boolean;
}

/** Whole where it is short enough, else the last added line; with the line above where it is not enough. */
function quoteOf(
  file: FileDiff,
  lines: readonly DiffLine[],
  shown: readonly DiffLine[],
): Quote | null {
  const last = lines.findLast(({ kind }) => kind === "added");
  const above = last && shown[shown.indexOf(last) - 1];
  const candidates = [
    { of: lines, isWhole: true },
    ...(last === undefined ? [] : [{ of: [last], isWhole: lines.length === 1 }]),
    ...(last === undefined || above === undefined || above.newLine === null
      ? []
      : [{ of: [above, last], isWhole: false }]),
  ];
  for (const { of, isWhole } of candidates) {
    const text = of
      .map((each) => cleanText(each.text).trimEnd())
      .join("\n")
      .trim();
    if (text === "" || of.length > FINDING_LIMITS.quoteLines) continue;
    const anchor = anchorQuote(file, text);
    const isFound =
      anchor?.side === "RIGHT" &&
      anchor.startLine === of[0]?.newLine &&
      anchor.line === of.at(-1)?.newLine;
    if (isFound) return { text, isWhole };
  }
  return null;
}

/** Who is spoken to is nothing about the code. Not `@Override` and its kin, which are. */
const SALUTATION =
  /^(?:@[\w-]+[,:]?\s+)+(?=please\b|(?:can|could|would|will|do) you\b|(?:i|we|let's|maybe|shall)\b)/i;

/** One line of prose, as the prompt wants it, and its first sentence as title. */
export function spokenBody(text: string): { title: string; body: string } {
  const said = text === "" ? "Take the suggested code." : text;
  const body = cleanText(said).replace(/\s+/g, " ").trim().replace(SALUTATION, "");
  return { title: titleOf(body), body };
}

/** The first sentence, as far as a title may go. */
function titleOf(body: string): string {
  const first = body.split(/(?<=[.!?])\s/, 1)[0] ?? body;
  const title = first.replace(/[.!:]+$/, "").trim();
  const most = FINDING_LIMITS.titleCharacters;
  if (title.length <= most) return title === "" ? body.slice(0, most) : title;
  return `${title
    .slice(0, title.lastIndexOf(" ", most - 1) || most - 1)
    .toWellFormed()
    .trimEnd()}…`;
}
