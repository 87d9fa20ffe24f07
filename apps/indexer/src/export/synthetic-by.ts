import { loadExperts, type Settings } from "@devflow/config";
import type { SyntheticDocumentation } from "@devflow/dataset";
import { ExternalError, UsageError } from "@devflow/errors";
import { type AskedQuestion, connectExpert } from "@devflow/expert";
import type { Logger } from "@devflow/logging";

/** Drawn by the code's digest: from all repositories, and the same ones in the next export. */
const SAMPLED_SHARE = 0.1;
/** Documentation of one function; the function itself has 1,000 tokens at most. */
const MOST_ANSWER_TOKENS = 600;

interface SyntheticContext {
  settings: Settings;
  logger: Logger;
  /** Gets every question that was asked. */
  tell: (question: AskedQuestion) => Promise<void>;
  signal?: AbortSignal;
}

/**
 * Documentation by the configured expert, at its likeliest words. An expert that does not answer,
 * or not to the end, costs the example and no more. Raises UsageError where none is configured.
 */
export function syntheticBy(
  { settings, logger, tell, signal }: SyntheticContext,
  mostCalls: number,
): SyntheticDocumentation {
  const configured = loadExperts(settings);
  if (configured === null || configured === "discover") {
    throw new UsageError(
      "documentation cannot be written: no expert is configured",
      "Set EXPERT_URL, or leave --synthetic and EXPORT_SYNTHETIC out.",
    );
  }
  const expert = connectExpert(configured, logger).askedBy(tell);
  return {
    ...{ share: SAMPLED_SHARE, mostCalls },
    get model() {
      return expert.identity.model;
    },
    async ask(prompt) {
      try {
        const { text, finishReason } = await expert.complete({
          ...prompt,
          ...{ maxOutputTokens: MOST_ANSWER_TOKENS, temperature: 0, purpose: "command" },
          ...(signal && { signal }),
        });
        return finishReason === "length" ? null : text;
      } catch (thrown) {
        signal?.throwIfAborted();
        if (!(thrown instanceof ExternalError)) throw thrown;
        return null;
      }
    },
  };
}
