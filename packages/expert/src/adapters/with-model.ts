import type { AskableExpert } from "../model.ts";

/**
 * The server with another model than its own, for example an adapter. Limits, retries and the counting
 * of tokens are shared: no more requests side by side than the operator allows.
 */
export function withModel(server: AskableExpert, model: string): AskableExpert {
  return {
    ...server,
    get identity() {
      return { url: server.identity.url, model };
    },
    askedBy(tell) {
      const expert = server.askedBy(tell);
      return {
        ...expert,
        get identity() {
          return { url: server.identity.url, model };
        },
        complete: (request) => expert.complete({ ...request, model }),
      };
    },
  };
}
