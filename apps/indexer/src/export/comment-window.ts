import { loadExperts, type Settings } from "@devflow/config";
import type { CommentJudge } from "@devflow/dataset";
import { judgeByExpert } from "@devflow/dataset";
import { UsageError } from "@devflow/errors";
import { type AskedQuestion, connectExpert, estimateTokens } from "@devflow/expert";
import type { Logger } from "@devflow/logging";
import type { Window } from "@devflow/review";

/** Where no expert is configured: the window that prompts are made for then. */
export const defaultWindow: Window = {
  windowTokens: 4_096,
  maxOutputTokens: 1_024,
  countTokens: async (text) => estimateTokens(text),
};

/**
 * What prompts of comments are cut to: the window of the configured expert. Tokens are estimated, so
 * that a data set is the same whether the expert's server answers or not; the estimate is above what
 * tokenizers count.
 */
export function commentWindow(settings: Settings): Window {
  const configured = loadExperts(settings);
  if (configured === null || configured === "discover") return defaultWindow;
  const { windowTokens, maxOutputTokens } = configured;
  return { ...defaultWindow, windowTokens, maxOutputTokens };
}

/** Asks the configured expert about each comment. Raises UsageError where there is none. */
export function commentJudge(
  settings: Settings,
  logger: Logger,
  tell: (question: AskedQuestion) => Promise<void>,
  signal?: AbortSignal,
): CommentJudge {
  const configured = loadExperts(settings);
  if (configured === null || configured === "discover") {
    throw new UsageError(
      "comments cannot be judged: no expert is configured",
      "Set EXPERT_URL, or leave --judge out.",
    );
  }
  return judgeByExpert(connectExpert(configured, logger).askedBy(tell), signal);
}
