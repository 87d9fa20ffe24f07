import type { VerbName } from "@devflow/commands";
import type { ParsedRepositoryConfig } from "@devflow/config";
import type { InstallationClient, PullRequest, WrittenReviewComment } from "@devflow/github";
import type { Queues } from "@devflow/queue";
import type { WatchedIndex } from "@devflow/retrieval";
import type { WorkerContext } from "../context.ts";
import type { CommandRow, StoredAnswer } from "../store/command-row.ts";
import type { CommandExpert } from "./command-expert.ts";

/** The conversation beside the code that a command stands in, oldest comment first. */
export interface CommandThread {
  root: WrittenReviewComment;
  comments: readonly WrittenReviewComment[];
}

/** What answering one command works with. */
export interface CommandRun {
  context: WorkerContext;
  queues: Queues;
  github: InstallationClient;
  command: CommandRow;
  verb: VerbName;
  pull: PullRequest;
  /** Of the base branch, as for a review. */
  configuration: ParsedRepositoryConfig;
  /** Null on the pull request itself. */
  thread: CommandThread | null;
  signal: AbortSignal;
}

/** A run of a command that needs the expert, and has it. */
export interface ExpertRun extends CommandRun {
  expert: CommandExpert;
  /** Of this repository only. */
  code: WatchedIndex;
}

export type Answer = StoredAnswer;

const silent = { reaction: null, suggestions: [] };

/** The text is the answer. */
export function said(outcome: string, text: string): Answer {
  return { ...silent, state: "done", outcome, text };
}

/** The eyes that the command got at once are the answer: what it asked for speaks for itself. */
export function started(outcome: string): Answer {
  return { ...silent, state: "done", outcome, text: null };
}

/** A thumb is the answer: nobody needs one more mail to read that it was done. */
export function acknowledged(outcome: string): Answer {
  return { ...silent, state: "done", outcome, text: null, reaction: "+1" };
}

/** It was not done, and the text says why and what would help. */
export function refused(outcome: string, text: string): Answer {
  return { ...silent, state: "refused", outcome, text };
}
