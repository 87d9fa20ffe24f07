import type { Expert } from "./model.ts";

/** The same expert, whose questions go through `complete`. */
export function withComplete(expert: Expert, complete: Expert["complete"]): Expert {
  return {
    // What the server is, is known only after it was asked: not copied now.
    get identity() {
      return expert.identity;
    },
    get windowTokens() {
      return expert.windowTokens;
    },
    get maxOutputTokens() {
      return expert.maxOutputTokens;
    },
    ...(expert.temperature === undefined ? {} : { temperature: expert.temperature }),
    countTokens: (text) => expert.countTokens(text),
    complete,
  };
}
