import { type Anchor, anchorQuote } from "@devflow/diff";
import { type DraftedFinding, parseFindings } from "@devflow/expert";
import type { GroupWithContext } from "../context/gather-context.ts";
import type { HunkPart } from "../context/split-hunks.ts";
import type { Counts } from "../counts.ts";
import type { ExpertSession } from "../expert-session.ts";
import type { Candidate, Change, LineSlice, ReviewPolicy } from "../model.ts";
import type { PassCandidate } from "./merge-passes.ts";
import { promptOfGroup } from "./prompt-of-group.ts";
import { shuffle } from "./shuffle.ts";

export interface ExpertDraftInput {
  change: Change;
  groups: readonly GroupWithContext[];
  policy: ReviewPolicy;
  session: ExpertSession;
  counts: Counts;
  /** What rules said about the change. */
  fromRules: readonly Candidate[];
  signal: AbortSignal | undefined;
  onProgress: (done: number, total: number) => void;
}

/** One pass over one group: what it said, or why it said nothing that can be read. */
export type DraftAnswer =
  | { candidates: PassCandidate[]; isCut: boolean; findings: DraftedFinding[] }
  | {
      missing: string;
      /** True when there was an answer that says nothing readable. */
      isAnswered: boolean;
    };

/** At 0 every pass would say the same: passes beyond the first are asked at this, at least. */
const PASS_TEMPERATURE = 0.4;

/** One prompt about one group. The first pass shows it in order, each other in an order of its own. */
export async function askForDraft(
  group: GroupWithContext,
  pass: number,
  input: ExpertDraftInput,
): Promise<DraftAnswer> {
  const { session, counts, signal } = input;
  const shown = pass === 1 ? group : shuffled(group, pass, input.change);
  const completion = await session.askOrSay({
    ...promptOfGroup(shown, input.change, input.policy),
    maxOutputTokens: session.expert.maxOutputTokens,
    purpose: "draft",
    ...(pass > 1 && {
      temperature: Math.max(session.expert.temperature ?? 0, PASS_TEMPERATURE),
    }),
    ...(signal && { signal }),
  });
  if (typeof completion === "string") return { missing: completion, isAnswered: false };
  const parsed = parseFindings(completion.text, completion);
  for (const [reason, times] of Object.entries(parsed.rejected)) counts.add(reason, times);
  if (parsed.findings.length === 0 && !parsed.isExplicitlyClean) {
    counts.add("answer without a readable finding");
    return { missing: "the expert's answer could not be read", isAnswered: true };
  }
  const mayHaveStyle = asksForMore(group, input.policy);
  const wanted = parsed.findings.filter(({ category }) => category !== "style" || mayHaveStyle);
  const withoutStyle = parsed.findings.length - wanted.length;
  if (withoutStyle > 0) counts.add("style that nobody asked for", withoutStyle);
  return {
    candidates: wanted.map((finding) => ({ pass, ...candidateOf(finding, group) })),
    isCut: completion.finishReason === "length",
    findings: parsed.findings,
  };
}

/** Style is what a team wrote down; without a word of theirs it is the model's own taste. */
function asksForMore({ file, context }: GroupWithContext, policy: ReviewPolicy): boolean {
  const { instructions } = policy.forPath(file.path);
  return instructions.trim() !== "" || context.some(({ kind }) => kind === "convention");
}

/** Models look most at what stands first and last: another order finds other things. */
function shuffled(group: GroupWithContext, pass: number, { headSha }: Change): GroupWithContext {
  const seed = `${headSha} ${pass}`;
  return {
    ...group,
    parts: shuffle(group.parts, `${seed} hunks`),
    context: shuffle(group.context, `${seed} context`),
  };
}

function candidateOf(
  finding: DraftedFinding,
  group: GroupWithContext,
): Pick<PassCandidate, "candidate" | "at"> {
  const place = placeOf(finding.quote, group);
  const candidate: Candidate = {
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
    hunkIndex: place?.part.hunkIndex ?? null,
    seenLines: place === null ? null : sliceOf(place.part),
    facts: group.facts,
  };
  return { candidate, at: place?.anchor ?? null };
}

/**
 * The part that the expert quoted, of those it saw: the file, and the other half of a hunk, may
 * have the same line elsewhere. All parts together are looked through, so that a line that is only
 * similar never goes before the quoted one in a later part.
 */
function placeOf(
  quote: string,
  { file, parts }: GroupWithContext,
): { part: HunkPart; anchor: Anchor } | null {
  const hunks = parts.flatMap(({ hunkIndex, lines }) => {
    const hunk = file.hunks[hunkIndex];
    return hunk === undefined ? [] : [{ ...hunk, lines: [...lines] }];
  });
  const anchor = anchorQuote({ ...file, hunks }, quote);
  if (anchor === null) return null;
  // What stands to the letter elsewhere in the file is not meant for a line that is only like it.
  if (anchor.match === "fuzzy" && (anchorQuote(file, quote)?.match ?? "fuzzy") !== "fuzzy") {
    return null;
  }
  const number = anchor.side === "RIGHT" ? "newLine" : "oldLine";
  const part = parts.find(({ lines }) => lines.some((line) => line[number] === anchor.line));
  return part === undefined ? null : { part, anchor };
}

/** Null for a whole hunk. */
function sliceOf({ file, hunkIndex, lines }: HunkPart): LineSlice | null {
  const all = file.hunks[hunkIndex]?.lines ?? [];
  const [first] = lines;
  if (lines.length === all.length || first === undefined) return null;
  const from = all.indexOf(first);
  return from === -1 ? null : { from, to: from + lines.length };
}
