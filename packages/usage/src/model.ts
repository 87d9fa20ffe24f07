import type { CompletionSource, CompletionTimings, FilterCounts } from "@devflow/completion";

/** A completion that was answered: never its text, only its measures. */
export interface ServedCompletion {
  /** `cmpl-<uuid>`. */
  id: string;
  personId: number;
  teams: readonly string[];
  repositoryId: number | null;
  language: string;
  /** From the `User-Agent`, for example `vscode/1.107 devflow/0.1.0`. */
  editor: string;
  trigger: "automatic" | "manual";
  source: CompletionSource;
  expert: string;
  model: string;
  prefixChars: number;
  suffixChars: number;
  choices: readonly { index: number; chars: number; lines: number }[];
  timings: CompletionTimings;
  filters: FilterCounts;
  at: Date;
}

/** What became of a completion in the editor. Stored once by completion, view, kind and moment. */
export interface CompletionEvent {
  kind: "view" | "select" | "dismiss" | "partial" | "retained";
  completionId: string;
  choiceIndex: number;
  /** Of one showing; null where the editor gives none. */
  viewId: string | null;
  /** Milliseconds since it was shown, or since it was accepted for `retained`. */
  elapsedMs: number | null;
  /** Characters that were taken, for select and partial. */
  acceptedChars: number | null;
  acceptedLines: number | null;
  /** 0..1 of the accepted text that is still there, for `retained`; by edit distance. */
  retainedShare: number | null;
  /** From sending the request to its answer, as the editor measured it; with `view`. */
  clientMs: number | null;
  at: Date;
}

/** Use of anything else: explain, tests, refactor, docs, review, search, chat, voice. */
export interface AssistUse {
  id: string;
  personId: number;
  teams: readonly string[];
  feature: string;
  repositoryId: number | null;
  language: string | null;
  editor: string;
  expert: string | null;
  model: string | null;
  promptTokens: number | null;
  completionTokens: number | null;
  totalMs: number;
  firstTextMs: number | null;
  /** Of the change that it proposed; null where it proposed none. */
  lines: { added: number; deleted: number } | null;
  outcome: "answered" | "cancelled" | "failed";
  at: Date;
}

/**
 * What became of an answer, the last word counts: tests that ran say more than that they were written, and a
 * change that was undone was not kept, whatever its tests say later. Of an explanation people say whether it helped.
 */
export const assistOutcomes = [
  ...(["applied", "discarded", "undone", "tests_passed", "tests_failed"] as const),
  ...(["helpful", "unhelpful"] as const),
] as const;

export type AssistOutcome = (typeof assistOutcomes)[number];
