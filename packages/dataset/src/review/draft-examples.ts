import { digestPrompt, draftPrompt, type Prompt, renderFindings } from "@devflow/expert";
import { findSecrets, severityRank, usualSecretFiles } from "@devflow/review";
import type { Example, InstructionExample, Refused } from "../model.ts";
import { exampleId, provenanceOf, REVIEW_EXPERT } from "./example-of.ts";
import type { JudgedFinding, ReviewedDraft } from "./model.ts";
import { type Cap, unitOf } from "./sampling.ts";
import { isReadBack } from "./to-finding.ts";

/** Why findings with an outcome that people may still change teach nothing, in the words of the manifest. */
export const notFinalYet = "not final yet";

/** The prompt asks for no more. */
const MOST_FINDINGS = 5;

export interface DraftSettings {
  /** 0..1: of the silent prompts, those that are taken. */
  silenceShare: number;
  /** Which files hold secrets. Default: the built-in list. */
  isSecretFile?: ((path: string) => boolean) | undefined;
}

/** What is remembered from draft to draft of one repository. */
export interface DraftsSeen {
  /** Prompts that taught something, by digest: the same is asked again for another head. */
  prompts: Set<string>;
  /** Of one topic: an expert that only ever hears of one finds that one everywhere. */
  perCategory: Cap;
}

/**
 * What one prompt of production and its outcomes teach.
 *
 * - `sft`: the prompt with all of its wanted findings, the worst first; or, where the expert said
 *   nothing in any pass and nothing came up later, with NO FINDINGS.
 * - `kto`: each finding with a decided outcome, by itself.
 * - `dpo`: a finding that a maintainer reworded before it was posted, against the model's words.
 *
 * Findings of rules teach the expert nothing here: they are found in any case, the review drops what
 * the expert says of them again, and each would take one of its five blocks. So a prompt about code
 * in which only a rule found something counts as silent, which is what production wants of it.
 *
 * Prompts are rendered anew from their input. Where that gives other bytes than were sent (the prompt
 * function has changed since), the new ones are taken, as the next expert will be asked so, and the
 * example says `isRerendered`.
 */
export async function* examplesOfDraft(
  draft: ReviewedDraft,
  settings: DraftSettings,
  seen: DraftsSeen,
): AsyncGenerator<Example | Refused> {
  const prompt = draftPrompt(draft.input);
  const digest = digestPrompt(prompt);
  if (seen.prompts.has(digest)) {
    yield { filter: "duplicates", reason: "the same prompt as before" };
    return;
  }
  if (await holdsCredential(prompt, draft, settings)) {
    yield { filter: "secrets", reason: "holds a credential" };
    return;
  }
  const base = { draft, prompt, isRerendered: digest !== draft.promptSha256 };
  const isSilent = draft.answers.every((answer) => answer.length === 0);
  const examples =
    isSilent && draft.findings.length === 0 ? [silenceOf(base, settings)] : spokenOf(base, seen);
  for (const example of examples) {
    // What taught nothing stands in nobody's way: a later head may have been asked the same.
    if ("method" in example) seen.prompts.add(digest);
    yield example;
  }
}

interface Base {
  draft: ReviewedDraft;
  prompt: Prompt;
  isRerendered: boolean;
}

function silenceOf(base: Base, { silenceShare }: DraftSettings): InstructionExample | Refused {
  const { draft } = base;
  if (!draft.isMerged) return { filter: "silence", reason: "not merged" };
  if (!draft.isFollowed) {
    return { filter: "silence", reason: "not known what came of it: its history was not read" };
  }
  if (!draft.isUndisturbed) {
    return {
      filter: "silence",
      reason: "people commented on its lines or touched them soon after",
    };
  }
  const common = commonOf(base, "silence", null, null);
  if (unitOf(common.id) >= silenceShare) {
    return { filter: "silence", reason: "over the share of silence" };
  }
  return { method: "sft", ...common, prompt: base.prompt, completion: renderFindings([]) };
}

function* spokenOf(base: Base, { perCategory }: DraftsSeen): Generator<Example | Refused> {
  const { draft, prompt } = base;
  const wanted: JudgedFinding[] = [];
  for (const posted of draft.findings) {
    const finding = asAnswered(posted, draft);
    const { label, isPending, decidedBy, actor, category } = finding;
    if (finding.drafted !== null && label !== "unwanted") yield* editedPair(base, finding);
    if (label === null) {
      yield { filter: "outcomes", reason: isPending ? notFinalYet : "nothing is known of it" };
      continue;
    }
    if (!isReadBack(finding)) {
      yield { filter: "form", reason: "it cannot be written as an answer" };
      continue;
    }
    const common = commonOf(base, "finding", finding.id, actor);
    if (!perCategory.take(`${category} ${label}`, common.id)) {
      yield { filter: "caps", reason: "over the cap of its topic" };
      continue;
    }
    if (label === "wanted") wanted.push(finding);
    const completion = renderFindings([finding]);
    const isWanted = label === "wanted";
    yield { method: "kto", ...common, decidedBy, prompt, completion, isWanted };
  }
  if (draft.findings.length === 0) yield { filter: "outcomes", reason: "nothing of it was said" };
  if (wanted.length === 0) return;
  const [worst] = wanted.sort(worstFirst);
  const common = commonOf(base, "finding", null, worst?.actor ?? null);
  const completion = renderFindings(wanted.slice(0, MOST_FINDINGS));
  yield { method: "sft", ...common, decidedBy: worst?.decidedBy ?? null, prompt, completion };
}

/** Published in other words than the model's: a person preferred them, of the same finding. */
function* editedPair(base: Base, finding: JudgedFinding): Generator<Example | Refused> {
  const { drafted } = finding;
  if (drafted === null) return;
  const rejected = { ...finding, ...inOneLine(drafted) };
  if (rejected.title === finding.title && rejected.body === finding.body) return;
  if (!isReadBack(finding) || !isReadBack(rejected)) {
    yield { filter: "form", reason: "it cannot be written as an answer" };
    return;
  }
  const common = commonOf(base, "finding", finding.id, drafted.editedBy);
  yield {
    method: "dpo",
    ...common,
    id: exampleId("edited", common.id),
    decidedBy: finding.decidedBy,
    prompt: base.prompt,
    chosen: renderFindings([finding]),
    rejected: renderFindings([rejected]),
  };
}

/**
 * A finding in the form of the answer that it came from: what was posted may have a suggestion that was
 * cut to the lines that it changes, or a confidence that other passes lowered.
 */
export function asAnswered(finding: JudgedFinding, { answers }: ReviewedDraft): JudgedFinding {
  const { quote, drafted } = finding;
  const title = drafted?.title ?? finding.title;
  const said = answers.flat().find((each) => each.quote === quote && each.title === title);
  return {
    ...finding,
    ...inOneLine(finding),
    suggestion: finding.suggestion === null ? null : (said?.suggestion ?? null),
    confidence: said?.confidence ?? finding.confidence,
  };
}

/** As the form of the answer has it. A person may give a title only. */
function inOneLine({ title, body }: { title: string; body: string }) {
  const [first, rest] = [title, body].map((text) => text.replace(/\s+/g, " ").trim());
  return { title: first ?? "", body: rest === "" ? (first ?? "") : (rest ?? "") };
}

export function commonOf(
  { draft, isRerendered }: Omit<Base, "prompt">,
  origin: "finding" | "silence",
  findingId: number | null,
  author: string | null,
) {
  const { repositoryId, repository, pullNumber, headSha: commitSha, path, at, model } = draft;
  return {
    id: exampleId("draft", repositoryId, pullNumber, draft.id, findingId ?? "all"),
    expert: REVIEW_EXPERT,
    decidedBy: null,
    ...(isRerendered && { isRerendered }),
    provenance: provenanceOf({
      repository,
      pullNumber,
      commitSha,
      path,
      author,
      at,
      origin,
      model,
    }),
  };
}

function worstFirst(a: JudgedFinding, b: JudgedFinding): number {
  return severityRank(a.severity) - severityRank(b.severity) || a.line - b.line || a.id - b.id;
}

/** What was asked or said of it holds something that looks like a credential, or is of a file of secrets. */
export async function holdsCredential(
  { user }: Prompt,
  { path, input, findings }: ReviewedDraft,
  { isSecretFile = usualSecretFiles }: Pick<DraftSettings, "isSecretFile">,
): Promise<boolean> {
  const shown = [path, ...[...input.hunks, ...input.context].map((piece) => piece.path)];
  if (shown.some(isSecretFile)) return true;
  const said = findings.map(({ title, body, suggestion }) => `${title}\n${body}\n${suggestion}`);
  return (await findSecrets([user, ...said].join("\n"))).length > 0;
}
