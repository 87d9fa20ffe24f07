import type { Expert } from "./model.ts";

type ModelServer = Omit<Expert, "complete">;

/**
 * What a server is, without a way to ask it. Looked up each time and not copied: which model it has is
 * known only after it was asked.
 */
export function serverOf(server: ModelServer): ModelServer {
  return {
    get identity() {
      return server.identity;
    },
    get windowTokens() {
      return server.windowTokens;
    },
    get maxOutputTokens() {
      return server.maxOutputTokens;
    },
    ...(server.temperature === undefined ? {} : { temperature: server.temperature }),
    countTokens: (text) => server.countTokens(text),
  };
}
