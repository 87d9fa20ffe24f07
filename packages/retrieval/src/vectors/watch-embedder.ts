import type { EmbedderChoice } from "./embedder-choice.ts";

/** An embedder that counts what it is given. */
export interface WatchedEmbedder {
  embedder: EmbedderChoice;
  /** Texts of code since the last call, and the model; null where no model was asked. */
  take(): { texts: number; model: string } | null;
}

/** Counts the pieces of code that a model is given, for whoever has to tell of it; the built-in table is none. */
export function watchEmbedder(choice: EmbedderChoice): WatchedEmbedder {
  if (typeof choice === "string") return { embedder: choice, take: () => null };
  let texts = 0;
  const embed: typeof choice.embed = (given, options) => {
    if (options.kind === "document") texts += given.length;
    return choice.embed(given, options);
  };
  return {
    // What an embedder says of itself may be known only later: it is asked each time.
    embedder: Object.create(choice, { embed: { value: embed } }),
    take() {
      const taken = texts;
      texts = 0;
      return taken === 0 ? null : { texts: taken, model: choice.id };
    },
  };
}
