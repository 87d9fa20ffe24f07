import type { AssistExpert } from "@devflow/assist";

/**
 * What the questions of one answer cost, however it ended: as the server counts, and estimated where it
 * does not, or where nobody waited for its count. Otherwise whoever ends each answer before its last
 * word would have no limit.
 */
export class TokenMeter {
  readonly #calls: { tokens: number }[] = [];

  get tokens(): number {
    return this.#calls.reduce((sum, { tokens }) => sum + tokens, 0);
  }

  /** The same expert, whose questions are counted. */
  watch<E extends Pick<AssistExpert, "streamChat" | "estimateTokens">>(expert: E): E {
    const calls = this.#calls;
    const streamChat: AssistExpert["streamChat"] = async function* (request) {
      const asked = request.messages.map(({ content }) => expert.estimateTokens(content));
      const call = { tokens: asked.reduce((sum, tokens) => sum + tokens, 0) };
      calls.push(call);
      let hasBegun = false;
      try {
        for await (const piece of expert.streamChat(request)) {
          hasBegun = true;
          const { text, usage } = piece;
          if (usage !== null) call.tokens = usage.promptTokens + usage.completionTokens;
          else if (text !== "") call.tokens += expert.estimateTokens(text);
          yield piece;
        }
      } catch (thrown) {
        // A server that refused did nothing.
        if (!hasBegun && !request.signal.aborted) call.tokens = 0;
        throw thrown;
      }
    };
    // What an expert says of itself may change: it is asked each time.
    return Object.create(expert, { streamChat: { value: streamChat } });
  }
}
