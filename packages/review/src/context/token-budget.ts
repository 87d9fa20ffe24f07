import { budgetFor, type Expert, fitsWindow, type Prompt } from "@devflow/expert";
import type { Change, PathPolicy, ReviewPolicy } from "../model.ts";
import { type PromptWords, promptWords } from "./prompt-words.ts";

/** How one prompt's window is divided; all in tokens. */
export interface TokenBudget {
  countTokens: (text: string) => Promise<number>;
  /** Whether a prompt leaves room for the answer. */
  fits: (prompt: Prompt) => Promise<boolean>;
  /** What people wrote, as a prompt about this path shows it. */
  wordsFor: (path: string) => Promise<PromptWords>;
  /** For the changed code of one prompt, frames included. */
  hunkTokens: number;
  /** For the retrieved code of one prompt, frames included. */
  contextTokens: number;
  /** Of `contextTokens`, what facts may take at most. */
  factTokens: number;
  /** Of `contextTokens`, what the team's guides may take at most. */
  conventionTokens: number;
  /** The frame around one hunk or context item. */
  frameTokens: number;
}

/**
 * Of what the window leaves after instructions and answer, the share for retrieved code. More
 * context is not free: all models of SWE-PRBench got worse from diff-only to full context.
 */
const contextShare = 0.35;

/** About ten facts, and one section of a guide, in a 4,096-token window. */
const factShare = 0.3;
const conventionShare = 0.25;

/** A window that leaves less than this cannot review anything; the expert then refuses the prompt. */
const minimumHunkTokens = 200;

/** Of a change what all of its prompts show, and the paths. */
export type WordedChange = Pick<Change, "repository" | "title" | "description"> & {
  files: readonly { path: string }[];
};

export interface WordedPolicy extends Pick<ReviewPolicy, "language"> {
  forPath(path: string): Pick<PathPolicy, "instructions">;
}

/** An expert as far as it counts. */
export type Window = Pick<Expert, "windowTokens" | "maxOutputTokens" | "countTokens">;

export async function tokenBudgetOf(
  change: WordedChange,
  policy: WordedPolicy,
  expert: Window,
): Promise<TokenBudget> {
  const { repository, title } = change;
  const words = await longestWords(change, policy, expert);
  const prompt = { repository, title, ...words, language: policy.language, facts: [] };
  const { availableTokens, blockOverheadTokens } = await budgetFor(expert, prompt);
  const contextTokens = Math.floor(availableTokens * contextShare);
  return {
    countTokens: (text) => expert.countTokens(text),
    fits: (prompt) => fitsWindow(expert, prompt),
    wordsFor: (path) => promptWords(change, policy.forPath(path).instructions, expert),
    hunkTokens: Math.max(minimumHunkTokens, availableTokens - contextTokens),
    contextTokens,
    factTokens: Math.floor(contextTokens * factShare),
    conventionTokens: Math.floor(contextTokens * conventionShare),
    frameTokens: blockOverheadTokens,
  };
}

/** Those of the path about which the most is said: every prompt has room for them. */
async function longestWords(
  change: WordedChange,
  policy: WordedPolicy,
  expert: Window,
): Promise<PromptWords> {
  const all = new Set(change.files.map(({ path }) => policy.forPath(path).instructions));
  let longest = await promptWords(change, "", expert);
  let most = 0;
  for (const instructions of all) {
    const words = await promptWords(change, instructions, expert);
    const tokens = await expert.countTokens(words.instructions);
    if (tokens > most) [longest, most] = [words, tokens];
  }
  return longest;
}
