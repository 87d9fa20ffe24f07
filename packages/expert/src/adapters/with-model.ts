import type { Expert } from "../model.ts";

/**
 * The expert with another model of the same server, for example an adapter. Limits, retries and
 * the counting of tokens are shared: no more requests side by side than the operator allows.
 */
export function withModel(expert: Expert, model: string): Expert {
  const { windowTokens, maxOutputTokens, temperature } = expert;
  return {
    get identity() {
      return { url: expert.identity.url, model };
    },
    windowTokens,
    maxOutputTokens,
    ...(temperature === undefined ? {} : { temperature }),
    countTokens: (text) => expert.countTokens(text),
    complete: (request) => expert.complete({ ...request, model }),
  };
}
