import { digestPrompt, draftPrompt, renderFinding } from "@devflow/expert";
import type { GroupWithContext } from "../context/gather-context.ts";
import type { HunkPart } from "../context/split-hunks.ts";
import type { AskedDraft, Candidate, Held, LeftOut } from "../model.ts";
import { askForDraft, type DraftAnswer, type ExpertDraftInput } from "./ask-for-draft.ts";
import { findSecrets } from "./find-secrets.ts";
import { mergePasses, type PlacedCandidate } from "./merge-passes.ts";
import { promptInputOfGroup } from "./prompt-of-group.ts";

export interface ExpertDraft {
  candidates: Candidate[];
  /** Said by too few of several passes. */
  held: Held[];
  leftOut: LeftOut[];
  /** What the expert has read to its end and answered. */
  read: HunkPart[];
  /** What it was asked and answered, for training. */
  drafts: AskedDraft[];
}

/**
 * One prompt per group and pass; the session holds them back. All groups have their first pass
 * before any has its second, so that a bound costs votes before it costs reading. A group without
 * any answer costs only that group, and its file is named as not seen.
 */
export async function draftWithExpert(input: ExpertDraftInput): Promise<ExpertDraft> {
  const { groups, policy } = input;
  const passes = Array.from({ length: policy.passes }, (_, index) => index + 1);
  const total = groups.length * passes.length;
  let done = 0;
  const answers = await Promise.all(
    passes.flatMap((pass) =>
      groups.map(async (group) => {
        const answer = await askForDraft(group, pass, input);
        input.onProgress(++done, total);
        return { group, answer };
      }),
    ),
  );
  const drafts = await Promise.all(
    groups.map((group) => {
      const own = answers.filter((each) => each.group === group).map(({ answer }) => answer);
      return draftOf(group, own, input);
    }),
  );
  return {
    candidates: drafts.flatMap((draft) => draft.candidates),
    held: drafts.flatMap((draft) => draft.held),
    leftOut: drafts.flatMap((draft) => draft.leftOut),
    read: drafts.flatMap((draft) => draft.read),
    drafts: drafts.flatMap((draft) => draft.drafts),
  };
}

type Given = Exclude<DraftAnswer, { missing: string }>;

/** What the passes over one group come to. A pass without a readable answer has no vote. */
async function draftOf(
  group: GroupWithContext,
  answers: readonly DraftAnswer[],
  input: ExpertDraftInput,
): Promise<ExpertDraft> {
  const { path } = group.file;
  const given: Given[] = answers.flatMap((answer) => ("missing" in answer ? [] : [answer]));
  if (given.length === 0) {
    const [first] = answers.flatMap((answer) => ("missing" in answer ? [answer] : []));
    if (first?.isAnswered === false) input.session.missed(group.parts.length);
    const reason = first?.missing ?? "the expert was not asked";
    return {
      candidates: [],
      held: [],
      leftOut: [{ path, reason, kind: "missed" }],
      read: [],
      drafts: [],
    };
  }
  const isWhole = given.some(({ isCut }) => !isCut);
  const leftOut: LeftOut[] = isWhole
    ? []
    : [{ path, reason: "the expert's answer was cut off", kind: "missed" }];
  const drafted = given.flatMap(({ candidates }) => candidates);
  const merged = input.policy.passes === 1 ? drafted : mergePasses(drafted, given.length);
  const { standing = [], outvoted = [] } = Object.groupBy(merged, (each) =>
    hasVotes(each, input.fromRules) ? "standing" : "outvoted",
  );
  const asked = askedDraftOf(group, given, input);
  const { promptSha256 } = asked;
  return {
    candidates: standing.map(({ candidate }) => ({ ...candidate, promptSha256 })),
    held: outvoted.map(heldOf),
    leftOut,
    read: isWhole ? group.parts : [],
    drafts: (await holdsCredential(asked)) ? [] : [asked],
  };
}

function askedDraftOf(
  group: GroupWithContext,
  given: readonly Given[],
  { change, policy, session }: ExpertDraftInput,
): AskedDraft {
  const input = promptInputOfGroup(group, change, policy);
  return {
    path: group.file.path,
    input,
    promptSha256: digestPrompt(draftPrompt(input)),
    answers: given.map(({ findings }) => findings),
    model: session.expert.identity.model,
  };
}

/** Drafts are kept for months: no place for a secret. */
async function holdsCredential({ input, answers }: AskedDraft): Promise<boolean> {
  const { user } = draftPrompt(input);
  const said = answers.flat().map(renderFinding).join("\n");
  return (await findSecrets(`${user}\n${said}`)).length > 0;
}

/** Half of the passes that answered must have said it, or a rule must say it, too. */
function hasVotes({ candidate, at }: PlacedCandidate, fromRules: readonly Candidate[]): boolean {
  const { path, category, votes, passes } = candidate;
  if (votes >= Math.ceil(passes / 2)) return true;
  return fromRules.some(
    (rule) =>
      rule.path === path &&
      rule.category === category &&
      rule.position !== null &&
      at !== null &&
      rule.position.side === at.side &&
      rule.position.startLine <= at.line &&
      at.startLine <= rule.position.line,
  );
}

function heldOf({ candidate, at }: PlacedCandidate): Held {
  const { path, title, source, votes, passes } = candidate;
  const reason = `only ${votes} of ${passes} passes said it`;
  const line = at?.line ?? null;
  return { path, line, title, source, reason, fingerprint: null, severity: null };
}
