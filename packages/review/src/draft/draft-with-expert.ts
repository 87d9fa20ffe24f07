import { anchorQuote } from "@devflow/diff";
import { type DraftedFinding, draftPrompt, parseFindings } from "@devflow/expert";
import { languageOf } from "@devflow/syntax";
import type { GroupWithContext } from "../context/gather-context.ts";
import type { Counts } from "../counts.ts";
import type { ExpertSession } from "../expert-session.ts";
import type { Candidate, Change, LeftOut, ReviewPolicy } from "../model.ts";

export interface ExpertDraftInput {
  change: Change;
  groups: readonly GroupWithContext[];
  policy: ReviewPolicy;
  session: ExpertSession;
  counts: Counts;
  signal: AbortSignal | undefined;
  onProgress: (done: number, total: number) => void;
}

export interface ExpertDraft {
  candidates: Candidate[];
  leftOut: LeftOut[];
}

/**
 * One prompt per group, side by side; the expert's own concurrency limit holds them back. A group
 * without an answer costs only that group, and its file is named as not seen.
 */
export async function draftWithExpert(input: ExpertDraftInput): Promise<ExpertDraft> {
  let done = 0;
  const drafts = await Promise.all(
    input.groups.map(async (group) => {
      const draft = await draftGroup(group, input);
      input.onProgress(++done, input.groups.length);
      return draft;
    }),
  );
  return {
    candidates: drafts.flatMap((draft) => draft.candidates),
    leftOut: drafts.flatMap((draft) => draft.leftOut),
  };
}

async function draftGroup(group: GroupWithContext, input: ExpertDraftInput): Promise<ExpertDraft> {
  const { session, counts } = input;
  const completion = await session.ask({
    ...promptFor(group, input),
    maxOutputTokens: session.expert.maxOutputTokens,
    purpose: "draft",
    ...(input.signal && { signal: input.signal }),
  });
  const { path } = group.file;
  if (completion === null) {
    session.missed(group.parts.length);
    return {
      candidates: [],
      leftOut: [{ path, reason: "the expert was unavailable", kind: "missed" }],
    };
  }
  const parsed = parseFindings(completion.text, completion);
  for (const [reason, times] of Object.entries(parsed.rejected)) counts.add(reason, times);
  if (parsed.findings.length === 0 && !parsed.isExplicitlyClean) {
    counts.add("answer without a readable finding");
    return {
      candidates: [],
      leftOut: [{ path, reason: "the expert's answer could not be read", kind: "missed" }],
    };
  }
  const isCut = completion.finishReason === "length";
  return {
    candidates: parsed.findings.map((finding) => candidateOf(finding, group)),
    leftOut: isCut ? [{ path, reason: "the expert's answer was cut off", kind: "missed" }] : [],
  };
}

function promptFor(group: GroupWithContext, { change, policy }: ExpertDraftInput) {
  const { path } = group.file;
  const language = languageOf(path) ?? "";
  return draftPrompt({
    repository: change.repository,
    title: change.title,
    description: change.description,
    instructions: policy.forPath(path).instructions,
    hunks: group.parts.map((part) => ({ path, language, rendered: part.rendered })),
    context: group.context,
    facts: [],
  });
}

function candidateOf(finding: DraftedFinding, group: GroupWithContext): Candidate {
  return {
    // A group holds one file; a path that the expert makes up beside it changes nothing.
    path: group.file.path,
    source: "expert",
    severity: finding.severity,
    category: finding.category,
    title: finding.title,
    body: finding.body,
    suggestion: finding.suggestion,
    confidence: finding.confidence,
    votes: 1,
    passes: 1,
    quote: finding.quote,
    position: null,
    hunkIndex: hunkOf(finding.quote, group),
    seenLines: null,
    facts: [],
  };
}

/** The hunk that the expert quoted: of those it saw, since the file may have the same line elsewhere. */
function hunkOf(quote: string, { file, parts }: GroupWithContext): number | null {
  const seen = [...new Set(parts.map((part) => part.hunkIndex))];
  const quoted = seen.find((index) => {
    const hunks = file.hunks.slice(index, index + 1);
    return anchorQuote({ ...file, hunks }, quote) !== null;
  });
  return quoted ?? null;
}
