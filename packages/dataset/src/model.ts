import type { Prompt } from "@devflow/expert";
import type { SignalKind } from "./signal-kinds.ts";

export type { SignalKind };

/** Which expert an example is for: `review`, or a programming language as `@devflow/syntax` names it. */
export type ExpertName = string;

export interface Signal {
  kind: SignalKind;
  actor: string | null;
  detail: string | null;
  happenedAt: Date;
  /** Not null: it holds no longer. */
  withdrawnAt: Date | null;
}

/** Where an example comes from, so that it can be traced, split and taken out again. */
export interface Provenance {
  /** A stable id of the repository; its name is a pseudonym where names are not asked for. */
  repository: string;
  pullNumber: number | null;
  /** Of the code that the example shows; empty where it was still being written. */
  commitSha: string;
  path: string;
  /** As `@devflow/syntax` names it; null where it knows none. */
  language: string | null;
  /** Who wrote the completion or decided about it; null where nobody did. */
  author: string | null;
  /** When the code or comment was written: what is split by time is split by this. */
  at: Date;
  /** What the example is: for the counts of the manifest. */
  origin: ExampleOrigin;
  /** The model that wrote it, for what an expert said. */
  model: string | null;
}

/** What became of a completion in the editor, as far as it says something of it. */
export type CompletionLabel = "completion_retained" | "completion_deleted" | "completion_dismissed";

/** What became of an answer of the assistant, as far as it says something of it. */
export type AnswerLabel =
  | "answer_applied"
  | "answer_tests_passed"
  | "answer_helpful"
  | "answer_discarded"
  | "answer_undone"
  | "answer_unhelpful";

export type ExampleOrigin =
  /** A finding of ours that people wanted, or did not. */
  | "finding"
  /** A prompt that was answered with nothing and where nothing was found later. */
  | "silence"
  | "human_comment"
  | "documented_function"
  | "synthetic_documentation"
  | "fill_in_the_middle"
  | "test_of_function"
  /** What an expert completed in an editor. */
  | "completion"
  /** What an expert said of code in an editor. */
  | "explanation"
  /** Tests, a refactoring or documentation that an expert wrote in an editor. */
  | "assistant_change";

interface ExampleBase {
  /** Stable: the same source gives the same id in every export. */
  id: string;
  expert: ExpertName;
  provenance: Provenance;
  /** What says that it is good or bad, for example `suggestion_committed`; null for code. */
  decidedBy: SignalKind | CompletionLabel | AnswerLabel | "human_comment_led_to_change" | null;
  /** The prompt function gives other bytes now than production sent: these are the new ones. */
  isRerendered?: boolean;
}

/** Prompt and answer as messages: the loss is on the answer. */
export interface InstructionExample extends ExampleBase {
  method: "sft";
  prompt: Prompt;
  completion: string;
}

/** Prompt and answer as plain strings, without a chat template. */
export interface FillInTheMiddleExample extends ExampleBase {
  method: "fim";
  prompt: string;
  completion: string;
}

/** An answer that people wanted, or did not; there is no better one beside it. */
export interface UnpairedExample extends ExampleBase {
  method: "kto";
  /** A string for completions: what fills in the middle has no chat template. */
  prompt: Prompt | string;
  completion: string;
  isWanted: boolean;
}

/**
 * The same of a conversation, for an expert whose `kto` is of completions: a file has prompts of one form
 * only, and these need the chat template.
 */
export interface ConversationExample extends ExampleBase {
  method: "kto_chat";
  prompt: Prompt;
  completion: string;
  isWanted: boolean;
}

/** Two answers to one prompt, of which people took one. */
export interface PreferenceExample extends ExampleBase {
  method: "dpo";
  prompt: Prompt;
  chosen: string;
  rejected: string;
}

export type Example =
  | InstructionExample
  | FillInTheMiddleExample
  | UnpairedExample
  | ConversationExample
  | PreferenceExample;

export type Method = Example["method"];

export type Split = "train" | "validation" | "test";

/** An example that was not taken, and why; reasons are a closed set per filter. */
export interface Refused {
  filter: string;
  reason: string;
}

/** What a source of examples yields, one after the other: nothing is held in memory. */
export type ExampleStream = AsyncIterable<Example | Refused>;
