import type { CodeExpert } from "@devflow/expert";
import type { CompletionInput, CompletionResult, CompletionTimings, Snippet } from "../model.ts";

/** A place whose surroundings the index is asked about. */
export interface ContextQuery {
  repositoryId: number;
  language: string | null;
  path: string | null;
  prefix: string;
  suffix: string;
  signal: AbortSignal;
  /** After that the answer is `late`, whatever was found. */
  deadlineMs: number;
}

export interface FoundContext {
  snippets: readonly Snippet[];
  /** The index did not answer in time; what it finds later is there for the next keystroke. */
  isLate: boolean;
}

/**
 * Small texts that several processes of one installation share for some minutes. Its failures are
 * nobody's: `read` gives nothing then, and `append` keeps nothing.
 */
export interface SharedTexts {
  /** Newest first; none where nothing is known. */
  read(key: string): Promise<readonly Buffer[]>;
  /** Keeps the `most` newest of the key for `lifetimeMs` from now. */
  append(key: string, text: Buffer, options: { most: number; lifetimeMs: number }): Promise<void>;
}

/** Told of every request once, as it ends. Never of texts. */
export interface CompletionMeasures {
  answered(result: Pick<CompletionResult, "source" | "retrieval"> & Measured): void;
  /** Who asked went away before the answer. */
  cancelled(): void;
  failed(): void;
  /** A request at the expert was ended because nobody waited for it any more. */
  endedEarly(): void;
}

interface Measured {
  hasChoices: boolean;
  timings: CompletionTimings;
}

/** The world of the completion service. Everything may be left out: it only makes answers better or cheaper. */
export interface CompletionPorts {
  /** Code of the index; default: none is asked. */
  contextFor?: (query: ContextQuery) => Promise<FoundContext>;
  /** The second level of the cache; default: each process has its own only. */
  sharedTexts?: SharedTexts | null;
  measures?: CompletionMeasures;
  limits?: Partial<CompletionLimits>;
}

export interface CompletionLimits {
  /** What answers in memory may take, all together. Default 64 MiB. */
  memoryBytes: number;
  /** How long an answer is served again, here and in the second level. Default five minutes. */
  lifetimeMs: number;
  /** What the index has before a completion goes without it. Default 30 ms. */
  contextDeadlineMs: number;
  /** Different texts that somebody who asks by a key gets at most. Default three. */
  mostChoices: number;
}

export interface CompleteOptions {
  /** Aborted when who asked went away. */
  signal: AbortSignal;
  expert: CodeExpert;
  /** Another model of the expert's server, for example the adapter of a team. */
  model?: string;
  /** `owner/name`, for families that name it. */
  repositoryName?: string | null;
  /**
   * Who asks, for example `person 7`. Answers to somebody's former keystrokes are used for the next
   * ones although the editor sends other snippets along by then; nobody else's are.
   */
  askedBy?: string | null;
}

/** Answers places in files, from what was answered before where that is right. */
export interface CompletionService {
  /**
   * What belongs at the place; no choices where nothing is worth showing. Raises ExternalError as the
   * expert does, UsageError for one that cannot fill in, and the signal's reason once it is aborted.
   */
  complete(input: CompletionInput, options: CompleteOptions): Promise<CompletionResult>;
}
