import { ExternalError } from "@devflow/errors";
import {
  type Completion,
  type CompletionRequest,
  type Expert,
  estimateTokens,
} from "@devflow/expert";
import pLimit from "p-limit";
import { limits } from "./limits.ts";
import type { ExpertOutcome } from "./model.ts";
import { type BoundReached, ReviewBounds } from "./review-bounds.ts";

/** Why there is no answer, in words for people. */
export type NoAnswer = BoundReached | Failed;

type Failed =
  | "the expert was unavailable"
  | "the expert's answer was empty"
  | "the expert's server held the answer back"
  | "the expert refused the prompt"
  | "the prompt does not fit the expert's window";

/**
 * One review's conversation with the expert: adds up tokens, keeps to the review's bounds, and
 * remembers the first failure, so that the result can say that the expert was not, or not always,
 * there. A failure that another try would only repeat (a prompt over the window, an empty answer)
 * is none of the expert's presence, as long as it answers otherwise, and neither is a bound of
 * ours: what it concerned is named as not seen.
 */
export class ExpertSession {
  /** As the server counted them; what it does not count is estimated, since limits are by them. */
  readonly tokens = { prompt: 0, completion: 0 };
  readonly #expert: Expert;
  readonly #bounds: ReviewBounds;
  /** A bound is looked at when a call begins, so no more calls wait at the expert than it may take. */
  readonly #turn = pLimit(limits.callsAtOnce);
  #failure: string | null = null;
  #mayPass = false;
  #answers = 0;
  #hunksNotReviewed = 0;

  constructor(expert: Expert, bounds = new ReviewBounds()) {
    this.#expert = expert;
    this.#bounds = bounds;
  }

  get expert(): Expert {
    return this.#expert;
  }

  /** The answer, or null when there is none. Cancellation and bugs are thrown on. */
  async ask(request: CompletionRequest): Promise<Completion | null> {
    const asked = await this.askOrSay(request);
    return typeof asked === "string" ? null : asked;
  }

  /** As {@link ask}, with the reason instead of null. */
  askOrSay(request: CompletionRequest): Promise<Completion | NoAnswer> {
    return this.#turn(() => this.#ask(request));
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

  async #ask(request: CompletionRequest): Promise<Completion | NoAnswer> {
    request.signal?.throwIfAborted();
    const { system, user, maxOutputTokens } = request;
    const promptTokens = estimateTokens(system) + estimateTokens(user);
    const reserved = promptTokens + maxOutputTokens;
    const purpose = request.purpose === "draft" ? "draft" : "other";
    const reached = await this.#bounds.reserve(reserved, purpose, request.signal);
    if (reached !== null) return reached;
    const timeUp = this.#bounds.signalFor(purpose);
    let used = 0;
    try {
      const signals = [timeUp, ...(request.signal ? [request.signal] : [])];
      const completion = await this.#expert.complete({
        ...request,
        signal: AbortSignal.any(signals),
      });
      this.#answers += 1;
      const prompt = completion.promptTokens ?? promptTokens;
      const answer = completion.completionTokens ?? estimateTokens(completion.text);
      used = prompt + answer;
      this.tokens.prompt += prompt;
      this.tokens.completion += answer;
      return completion;
    } catch (error) {
      request.signal?.throwIfAborted();
      if (timeUp.aborted) return "over the time limit";
      if (!(error instanceof ExternalError)) throw error;
      this.#remember(error);
      return failedBy(error);
    } finally {
      this.#bounds.settle(reserved, used);
    }
  }

  #remember(error: ExternalError): void {
    this.#mayPass ||= error.retryable;
    this.#failure ??=
      error.code ?? (error.status === undefined ? "no answer" : `HTTP ${error.status}`);
  }
}

/** What servers answer to a request that they can read and will not take. */
const refusals: ReadonlySet<number | undefined> = new Set([400, 413, 422]);

function failedBy({ code, status }: ExternalError): Failed {
  if (code === "empty_answer") return "the expert's answer was empty";
  if (code === "content_filter") return "the expert's server held the answer back";
  if (code === "prompt_too_long") return "the prompt does not fit the expert's window";
  return refusals.has(status) ? "the expert refused the prompt" : "the expert was unavailable";
}
