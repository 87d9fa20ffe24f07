import type { FileDiff, Position } from "@devflow/diff";
import { invariant } from "@devflow/errors";
import type { ContextItem } from "@devflow/retrieval";
import type { Counts } from "../counts.ts";
import { findSecrets } from "../draft/find-secrets.ts";
import type { ExpertSession } from "../expert-session.ts";
import { limits } from "../limits.ts";
import type { Candidate, Finding, Held } from "../model.ts";
import type { FileTexts } from "../scope/file-texts.ts";
import { fingerprintOf } from "../settle/fingerprint.ts";
import { bySeverity } from "../settle/severity-order.ts";
import { checkCandidateSuggestion } from "./check-candidate-suggestion.ts";
import { placeCandidate } from "./place-candidate.ts";
import { secondLook } from "./second-look.ts";

export interface VerifyInput {
  candidates: readonly Candidate[];
  files: readonly FileDiff[];
  texts: FileTexts;
  contextOf: (path: string) => readonly ContextItem[];
  session: ExpertSession | null;
  counts: Counts;
  signal: AbortSignal | undefined;
  onProgress: (done: number, total: number) => void;
}

export interface Verified {
  findings: Finding[];
  held: Held[];
}

/**
 * Stage 4: candidates become findings or are held with the reason. In this order: a position on
 * the diff, no secret in the text, a suggestion that applies and parses, and for the expert's own
 * drafts a second look.
 */
export async function verifyCandidates(input: VerifyInput): Promise<Verified> {
  const ordered = [...input.candidates].sort(bySeverity);
  const fromExpert = ordered.filter((candidate) => candidate.source === "expert");
  const withinBudget = new Set(fromExpert.slice(0, limits.verifyCalls));
  let done = 0;
  const verdicts = await Promise.all(
    ordered.map(async (candidate) => {
      const verdict = await verifyOne(candidate, withinBudget, input);
      input.onProgress(++done, ordered.length);
      return verdict;
    }),
  );
  return {
    findings: verdicts.flatMap((verdict) => ("finding" in verdict ? [verdict.finding] : [])),
    held: verdicts.flatMap((verdict) => ("held" in verdict ? [verdict.held] : [])),
  };
}

async function verifyOne(
  candidate: Candidate,
  withinBudget: ReadonlySet<Candidate>,
  input: VerifyInput,
): Promise<{ finding: Finding } | { held: Held }> {
  const file = input.files.find(({ path }) => path === candidate.path);
  invariant(file !== undefined, "a drafter named a file that is not in the change");
  const placement = placeCandidate(candidate, file);
  if ("heldBecause" in placement) return { held: hold(candidate, null, placement.heldBecause) };
  const { position } = placement;
  const because =
    (await leakReason(candidate)) ??
    (await secondLookReason(candidate, file, position, withinBudget, input));
  if (because !== null) return { held: hold(candidate, position, because) };
  return { finding: await findingOf(candidate, file, position, input) };
}

/** What we post is read by more people than the code; a model may repeat a secret that it saw. */
async function leakReason(candidate: Candidate): Promise<string | null> {
  const text = [candidate.title, candidate.body, candidate.suggestion ?? ""].join("\n");
  return (await findSecrets(text)).length > 0 ? "its text holds a credential" : null;
}

async function secondLookReason(
  candidate: Candidate,
  file: FileDiff,
  position: Position,
  withinBudget: ReadonlySet<Candidate>,
  { session, contextOf, signal }: VerifyInput,
): Promise<string | null> {
  if (candidate.source !== "expert") return null;
  if (session === null || !withinBudget.has(candidate)) {
    return `no second look: over the budget of ${limits.verifyCalls}`;
  }
  const context = contextOf(file.path);
  return secondLook({ candidate, file, position, context, session, signal });
}

async function findingOf(
  candidate: Candidate,
  file: FileDiff,
  position: Position,
  { texts, counts }: VerifyInput,
): Promise<Finding> {
  const headText = candidate.suggestion === null ? null : await texts.head(file.path);
  const checked = await checkCandidateSuggestion(
    file,
    position,
    candidate.suggestion,
    headText,
    counts,
  );
  const { source, category, severity, title, body, confidence } = candidate;
  const fingerprint = fingerprintOf(file, position, source, category);
  const text = { severity, category, title, body, confidence, source, fingerprint };
  return { path: file.path, ...checked.position, ...text, suggestion: checked.suggestion };
}

function hold(candidate: Candidate, position: Position | null, reason: string): Held {
  const { path, title, source } = candidate;
  return { path, line: position?.line ?? null, title, source, reason, fingerprint: null };
}
