import type { Completion, Expert } from "@devflow/expert";

/**
 * The expert, asked one question after the other. A server takes few side by side, in the order in
 * which they come: what nobody waits for shall take one of its places, and leave the rest to reviews.
 */
export function oneAtATime(expert: Expert): Expert {
  let last: Promise<unknown> = Promise.resolve();
  return {
    get identity() {
      return expert.identity;
    },
    windowTokens: expert.windowTokens,
    maxOutputTokens: expert.maxOutputTokens,
    ...(expert.temperature === undefined ? {} : { temperature: expert.temperature }),
    countTokens: (text) => expert.countTokens(text),
    complete(request): Promise<Completion> {
      const answer = last.then(() => {
        request.signal?.throwIfAborted();
        return expert.complete(request);
      });
      last = answer.catch(() => {});
      return answer;
    },
  };
}
