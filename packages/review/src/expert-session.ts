import { ExternalError } from "@devflow/errors";
import type { Completion, CompletionRequest, Expert } from "@devflow/expert";
import type { ExpertOutcome } from "./model.ts";

/**
 * One review's conversation with the expert: adds up tokens and remembers the first failure, so
 * that the result can say that the expert was not, or not always, there. A failure that another
 * try would only repeat (a prompt over the window, an empty answer) is none of the expert's
 * presence, as long as it answers otherwise: what it concerned is named as not seen.
 */
export class ExpertSession {
  readonly tokens = { prompt: 0, completion: 0 };
  readonly #expert: Expert;
  #failure: string | null = null;
  #mayPass = false;
  #answers = 0;
  #hunksNotReviewed = 0;

  constructor(expert: Expert) {
    this.#expert = expert;
  }

  get expert(): Expert {
    return this.#expert;
  }

  /** The answer, or null when the expert failed. Cancellation and bugs are thrown on. */
  async ask(request: CompletionRequest): Promise<Completion | null> {
    try {
      const completion = await this.#expert.complete(request);
      this.#answers += 1;
      this.tokens.prompt += completion.promptTokens ?? 0;
      this.tokens.completion += completion.completionTokens ?? 0;
      return completion;
    } catch (error) {
      request.signal?.throwIfAborted();
      if (!(error instanceof ExternalError)) throw error;
      this.#mayPass ||= error.retryable;
      this.#failure ??=
        error.code ?? (error.status === undefined ? "no answer" : `HTTP ${error.status}`);
      return null;
    }
  }

  missed(hunks: number): void {
    this.#hunksNotReviewed += hunks;
  }

  outcome(): ExpertOutcome {
    const { identity } = this.#expert;
    const isThere = !this.#mayPass && this.#answers > 0;
    return this.#failure === null || isThere
      ? { state: "used", identity }
      : {
          state: "unavailable",
          identity,
          reason: this.#failure,
          hunksNotReviewed: this.#hunksNotReviewed,
        };
  }
}
