import { type DraftedFinding, digestPrompt, draftPrompt, renderFindings } from "@devflow/expert";
import type { PreferenceExample, Refused } from "../model.ts";
import { asAnswered, commonOf, holdsCredential } from "./draft-examples.ts";
import { exampleId } from "./example-of.ts";
import type { FilterSettings } from "./filters/filter.ts";
import { readComment, refuseComment } from "./filters/index.ts";
import type { JudgedFinding, PersonComment, ReviewedDraft } from "./model.ts";
import { isReadBack, spokenBody } from "./to-finding.ts";

/**
 * True pairs out of one pull request, beside edited findings (see `examplesOfDraft`): of two answers to
 * one prompt people took one and turned the other down.
 *
 * - Accepted after dismissed: the finding of an earlier head on the same line was unwanted, and the one
 *   that the expert gave later was wanted. The prompt is the later one, and shows the earlier quote.
 * - Person against model: somebody commented on the lines of an unwanted finding at the same head, and
 *   the lines were changed after that comment.
 */
export async function* pairsOfPull(
  drafts: readonly ReviewedDraft[],
  comments: readonly PersonComment[],
  settings: FilterSettings,
): AsyncGenerator<PreferenceExample | Refused> {
  const all = drafts.map((draft) => ({
    ...draft,
    findings: draft.findings.map((finding) => asAnswered(finding, draft)),
  }));
  for (const [at, draft] of all.entries()) {
    if (!draft.findings.some(({ label }) => label !== null)) continue;
    // Refused, and counted, where the prompt is taken by itself.
    if (await holdsCredential(draftPrompt(draft.input), draft, settings)) continue;
    for (const finding of draft.findings) {
      if (finding.label === "wanted") yield* afterDismissed(draft, finding, all.slice(0, at));
      if (finding.label === "unwanted") yield* byPerson(draft, finding, comments, settings);
    }
  }
}

function* afterDismissed(
  draft: ReviewedDraft,
  accepted: JudgedFinding,
  earlier: readonly ReviewedDraft[],
): Generator<PreferenceExample | Refused> {
  const dismissed = earlier
    .filter(({ path, headSha }) => path === draft.path && headSha !== draft.headSha)
    .flatMap(({ findings }) => findings)
    .findLast(({ label, quote }) => label === "unwanted" && quote === accepted.quote);
  if (dismissed === undefined || saysTheSame(dismissed, accepted)) return;
  yield pairOf(draft, accepted, dismissed, {
    id: exampleId("after dismissed", draft.repositoryId, accepted.id, dismissed.id),
    author: accepted.actor,
    decidedBy: accepted.decidedBy,
  });
}

async function* byPerson(
  draft: ReviewedDraft,
  unwanted: JudgedFinding,
  comments: readonly PersonComment[],
  settings: FilterSettings,
): AsyncGenerator<PreferenceExample | Refused> {
  for (const comment of comments) {
    const isHere =
      comment.path === draft.path &&
      comment.commitSha === draft.headSha &&
      comment.side === unwanted.side &&
      comment.startLine <= unwanted.line &&
      unwanted.startLine <= comment.line;
    if (!isHere) continue;
    const read = readComment(comment);
    // What is refused is counted where comments are taken by themselves.
    if ((await refuseComment(read, settings)) !== null) continue;
    const preferred: DraftedFinding = {
      ...pickFinding(unwanted),
      ...spokenBody(read.words.text),
      suggestion: comment.line === unwanted.line ? read.words.suggestion : null,
    };
    if (comment.startLine !== unwanted.startLine) preferred.suggestion = null;
    yield pairOf(draft, preferred, unwanted, {
      id: exampleId("person against model", draft.repositoryId, comment.id, unwanted.id),
      author: comment.author,
      decidedBy: "human_comment_led_to_change",
    });
  }
}

function pairOf(
  draft: ReviewedDraft,
  chosen: DraftedFinding,
  rejected: DraftedFinding,
  facts: Pick<PreferenceExample, "id" | "decidedBy"> & { author: string | null },
): PreferenceExample | Refused {
  if (!isReadBack(chosen) || !isReadBack(rejected)) {
    return { filter: "form", reason: "it cannot be written as an answer" };
  }
  const { id, decidedBy, author } = facts;
  const prompt = draftPrompt(draft.input);
  const isRerendered = digestPrompt(prompt) !== draft.promptSha256;
  return {
    method: "dpo",
    ...commonOf({ draft, isRerendered }, "finding", null, author),
    id,
    decidedBy,
    prompt,
    chosen: renderFindings([pickFinding(chosen)]),
    rejected: renderFindings([pickFinding(rejected)]),
  };
}

function saysTheSame(a: DraftedFinding, b: DraftedFinding): boolean {
  return a.title === b.title && a.body === b.body && a.suggestion === b.suggestion;
}

function pickFinding(finding: DraftedFinding): DraftedFinding {
  const { path, quote, severity, category, title, body, suggestion, confidence } = finding;
  return { path, quote, severity, category, title, body, suggestion, confidence };
}
