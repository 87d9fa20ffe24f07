import { setImmediate } from "node:timers/promises";
import type { FileDiff } from "@devflow/diff";
import type { CodeIndex } from "@devflow/retrieval";
import { isScannable, type RuleSet, ruleLanguageOf } from "@devflow/syntax";
import { isProse } from "../context/prose-path.ts";
import { limits } from "../limits.ts";
import type { Candidate, Held, LeftOut, ReviewPolicy } from "../model.ts";
import type { ReviewBounds } from "../review-bounds.ts";
import type { FileTexts } from "../scope/file-texts.ts";
import type { Scope } from "../scope/select-files.ts";
import type { Calls } from "./calls/calls.ts";
import { draftWithChecks } from "./draft-with-checks.ts";
import { draftWithInstructionScan } from "./draft-with-instruction-scan.ts";
import { draftWithRules } from "./draft-with-rules.ts";
import { draftWithSecretScan } from "./draft-with-secret-scan.ts";

export interface StaticDraft {
  candidates: Candidate[];
  held: Held[];
  /** Files in a language that the rules do not know, or that could not be read. */
  leftOut: LeftOut[];
  /** Not scanned by whom they should be: too many lines for the scan, or no time left for rules. */
  missed: LeftOut[];
}

export interface StaticDraftInput {
  texts: FileTexts;
  rules: RuleSet;
  policy: ReviewPolicy;
  bounds: ReviewBounds;
  /** All files of the change, also those out of scope: what they change is not left behind. */
  changedFiles: readonly FileDiff[];
  /** Null: checks resolve names without it, by reading what files import. */
  index: CodeIndex | null;
  calls: Calls | null;
  signal: AbortSignal | undefined;
}

/**
 * The drafters that need no expert: rules, the scans for secrets and instructions, and the checks,
 * file by file. All compute on this thread, up to a third of a second for a large file; between two
 * files webhooks, health checks and the renewal of the job's lock (10 s) get their turn.
 */
export async function draftStatically(scope: Scope, input: StaticDraftInput): Promise<StaticDraft> {
  const { texts, rules, policy, bounds, signal } = input;
  const draft: StaticDraft = { candidates: [], held: [], leftOut: [], missed: [] };
  const files: FileDiff[] = [];
  await scan([...scope.files, ...scope.onlyScanned], policy, draft, signal);
  for (const file of scope.files) {
    await setImmediate();
    signal?.throwIfAborted();
    if (bounds.isTimeUp) {
      draft.missed.push({ path: file.path, reason: "over the time limit", kind: "missed" });
      continue;
    }
    if (ruleLanguageOf(file.path) === null) {
      draft.leftOut.push(onlyScanned(file.path));
      continue;
    }
    const headText = await texts.head(file.path);
    if (headText === null) {
      draft.leftOut.push({ path: file.path, reason: "its text could not be read", kind: "missed" });
      continue;
    }
    const reason = whyNoRules(file.path, headText, rules);
    if (reason !== null) {
      draft.leftOut.push({ path: file.path, reason, kind: "missed" });
      continue;
    }
    const readBaseText = async () =>
      file.status === "added" ? null : texts.base(file.previousPath ?? file.path);
    const fromRules = await draftWithRules({ file, headText, readBaseText, rules, policy });
    draft.candidates.push(...fromRules.candidates);
    draft.held.push(...fromRules.held);
    files.push(file);
  }
  draft.candidates.push(...(await draftWithChecks({ ...input, files })));
  return draft;
}

function whyNoRules(path: string, headText: string, rules: RuleSet): string | null {
  const language = ruleLanguageOf(path);
  if (language !== null && rules.unavailableLanguages.includes(language)) {
    return `no rules for ${language} can run on this machine`;
  }
  if (headText.length > limits.fileCharacters) {
    return `more than ${limits.fileCharacters} characters`;
  }
  return isScannable(headText) ? null : "a line is too long for rules to run on the file";
}

/** What is beyond the bound is named for it, whatever else it was left out for. */
async function scan(
  files: readonly FileDiff[],
  policy: ReviewPolicy,
  draft: StaticDraft,
  signal: AbortSignal | undefined,
): Promise<void> {
  let characters = 0;
  for (const file of files) {
    await setImmediate();
    signal?.throwIfAborted();
    const added = addedCharacters(file);
    if (characters + added <= limits.scannedCharacters) {
      characters += added;
      draft.candidates.push(...(await draftWithSecretScan(file)));
      draft.candidates.push(...draftWithInstructionScan(file, policy));
    } else {
      const reason = `not scanned for secrets: over the limit of ${limits.scannedCharacters} characters`;
      draft.missed.push({ path: file.path, reason, kind: "missed" });
    }
  }
}

function addedCharacters({ hunks }: FileDiff): number {
  const lines = hunks.flatMap((hunk) => hunk.lines);
  return lines.reduce((sum, { kind, text }) => sum + (kind === "added" ? text.length : 0), 0);
}

function onlyScanned(path: string): LeftOut {
  return isProse(path)
    ? { path, reason: "prose, only scanned for secrets", kind: "out_of_scope" }
    : { path, reason: "no rules for this kind of file, only scanned for secrets", kind: "missed" };
}
