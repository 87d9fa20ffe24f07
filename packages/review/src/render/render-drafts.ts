import type { ExpertOutcome, SaidFinding } from "../model.ts";
import { stillCountingLine } from "./render-check-run.ts";
import { renderComment } from "./render-comment.ts";
import { safeCode } from "./safe-markdown.ts";
import { askedAgain, expertLine, isAway, plural } from "./words.ts";

/** A finding that waits for a maintainer, by the number that commands name it by. */
export interface DraftLine {
  number: number;
  finding: SaidFinding;
}

/** What is told beside the drafts. */
export interface AroundDrafts {
  expert: ExpertOutcome;
  /** Remarks of before that somebody resolved who may not write here. */
  stillCounting?: number;
}

/** GitHub takes 65,535 characters of a check run's summary. */
const maxLength = 60_000;

/** The whole draft, as it would be posted. What does not fit is counted, and can still be published. */
export function renderDrafts(
  drafts: readonly DraftLine[],
  { expert, stillCounting }: AroundDrafts,
): string {
  const how =
    "Nothing of this is on the pull request yet. A maintainer comments `/publish` for all of it, `/publish 1 3` for some, `/drop 2` for what is not worth saying, `/edit 2 NEW WORDS` for other words.";
  const head = [how, withoutExpert(expert), stillCountingLine(stillCounting)]
    .filter((part) => part !== "")
    .join("\n\n");
  const shown: string[] = [];
  let length = head.length;
  for (const { number, finding } of drafts) {
    const place = safeCode(`${finding.path}:${finding.line}`);
    const text = `### ${number}. ${place}\n\n${renderComment(finding)}`;
    if (length + text.length > maxLength) break;
    shown.push(text);
    length += text.length + 2;
  }
  const more = drafts.length - shown.length;
  const rest = more > 0 ? [`${plural(more, "more draft")} did not fit here.`] : [];
  return [head, ...shown, ...rest].join("\n\n");
}

/** What the expert adds has numbers of its own: what people did with the others stays. */
function withoutExpert(expert: ExpertOutcome): string {
  return isAway(expert)
    ? `${expertLine(expert)} ${askedAgain} What it finds then is added under further numbers; what you edited, dropped or published stays as it is.`
    : "";
}
