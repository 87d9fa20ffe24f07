import { setImmediate } from "node:timers/promises";
import type { FileDiff, Position } from "@devflow/diff";
import { invariant } from "@devflow/errors";
import type { ContextItem } from "@devflow/retrieval";
import { findSecrets } from "../draft/find-secrets.ts";
import type { ExpertSession } from "../expert-session.ts";
import { limits } from "../limits.ts";
import type { Candidate, Finding, Held, LeftOut } from "../model.ts";
import { contentKeyOf, fingerprintOf } from "../settle/fingerprint.ts";
import { bySeverity } from "../settle/severity-order.ts";
import { placeCandidate } from "./place-candidate.ts";
import { secondLook } from "./second-look.ts";

export interface VerifyInput {
  candidates: readonly Candidate[];
  files: readonly FileDiff[];
  contextOf: (path: string) => readonly ContextItem[];
  session: ExpertSession | null;
  signal: AbortSignal | undefined;
  onProgress: (done: number, total: number) => void;
}

export interface Verified {
  /** Their suggestions are still to be checked. */
  findings: Finding[];
  held: Held[];
  /** Files about which the expert said something that nobody could look at a second time. */
  leftOut: LeftOut[];
}

/**
 * Stage 4: candidates become findings or are held with the reason. In this order: a position on
 * the diff, no secret in the text, and for the expert's own drafts a second look. Thousands of
 * rule hits are taken one by one, with room between them for the process's other work.
 */
export async function verifyCandidates(input: VerifyInput): Promise<Verified> {
  const ordered = [...input.candidates].sort(bySeverity);
  const [fromExpert = [], others = []] = [true, false].map((isExpert) =>
    ordered.filter(({ source }) => (source === "expert") === isExpert),
  );
  const verify = new Verifier(input, new Set(fromExpert.slice(0, limits.verifyCalls)));
  for (const candidate of others) {
    await setImmediate();
    await verify.one(candidate);
  }
  await Promise.all(fromExpert.map((candidate) => verify.one(candidate)));
  return verify.verified;
}

class Verifier {
  readonly verified: Verified = { findings: [], held: [], leftOut: [] };
  readonly #input: VerifyInput;
  readonly #withinBudget: ReadonlySet<Candidate>;
  readonly #files: ReadonlyMap<string, FileDiff>;
  #done = 0;

  constructor(input: VerifyInput, withinBudget: ReadonlySet<Candidate>) {
    this.#input = input;
    this.#withinBudget = withinBudget;
    this.#files = new Map(input.files.map((file) => [file.path, file]));
  }

  async one(candidate: Candidate): Promise<void> {
    const { findings, held } = this.verified;
    const file = this.#files.get(candidate.path);
    invariant(file !== undefined, "a drafter named a file that is not in the change");
    const placement = placeCandidate(candidate, file);
    if ("heldBecause" in placement) {
      held.push(hold(candidate, null, placement.heldBecause));
    } else {
      const { position } = placement;
      const because =
        (await leakReason(candidate)) ?? (await this.#doubt(candidate, file, position));
      if (because === null) findings.push(findingOf(candidate, file, position));
      else held.push(hold(candidate, position, because));
    }
    this.#done += 1;
    this.#input.onProgress(this.#done, this.#input.candidates.length);
  }

  /** What the expert drafted and could not confirm is no comment, but its file is not done either. */
  async #doubt(candidate: Candidate, file: FileDiff, position: Position): Promise<string | null> {
    if (candidate.source !== "expert") return null;
    const { session, contextOf, signal } = this.#input;
    const { path } = file;
    if (session === null || !this.#withinBudget.has(candidate)) {
      const reason = `no second look: over the budget of ${limits.verifyCalls}`;
      this.verified.leftOut.push({ path, reason, kind: "missed" });
      return reason;
    }
    const context = contextOf(path);
    const doubt = await secondLook({ candidate, file, position, context, session, signal });
    if (doubt?.isAnswered === false) {
      this.verified.leftOut.push({ path, reason: doubt.reason, kind: "missed" });
    }
    return doubt?.reason ?? null;
  }
}

/** What we post is read by more people than the code; a model may repeat a secret that it saw. */
async function leakReason(candidate: Candidate): Promise<string | null> {
  const text = [candidate.title, candidate.body, candidate.suggestion ?? ""].join("\n");
  return (await findSecrets(text)).length > 0 ? "its text holds a credential" : null;
}

function findingOf(candidate: Candidate, file: FileDiff, position: Position): Finding {
  const { source, category, severity, title, body, confidence, suggestion, votes, passes } =
    candidate;
  return {
    path: file.path,
    ...position,
    ...{ severity, category, title, body, suggestion, confidence, source, votes, passes },
    verdict: source === "expert" ? "keep" : null,
    score: null,
    fingerprint: fingerprintOf(file, position, source, category),
    contentKey: contentKeyOf(file, position, source, category),
    place: "inline",
  };
}

function hold(candidate: Candidate, position: Position | null, reason: string): Held {
  const { path, title, source } = candidate;
  const line = position?.line ?? null;
  return { path, line, title, source, reason, fingerprint: null, severity: null };
}
