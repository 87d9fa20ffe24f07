import type { CompletionResult } from "@devflow/completion";

/** For the OpenAPI document. */
export const completionHeaders = {
  "X-DevFlow-Model": "The model that really answered.",
  "Server-Timing": "Where the answer comes from, and the milliseconds of each part.",
};

/** The model's name where a header can carry it: other characters than printable ASCII become `?`. */
export function modelHeader(model: string): Record<string, string> {
  return { "x-devflow-model": model.replace(/[^\x20-\x7e]/g, "?") };
}

/** What editors and whoever measures them want to know beside the text. */
export function answerHeaders({
  model,
  source,
  timings,
}: Pick<CompletionResult, "model" | "source" | "timings">): Record<string, string> {
  const parts: [name: string, ms: number | null][] = [
    ["total", timings.totalMs],
    ["retrieval", timings.retrievalMs],
    ["first-text", timings.firstTextMs],
    ["expert", timings.expertMs],
  ];
  const durations = parts.flatMap(([name, ms]) =>
    ms === null ? [] : [`${name};dur=${ms.toFixed(1)}`],
  );
  return {
    ...modelHeader(model),
    "server-timing": [`source;desc="${source}"`, ...durations].join(", "),
  };
}
