import type { CompletionSource, CompletionTimings, FilterCounts } from "../model.ts";

/** What an expert gave for one question. */
export interface Answer {
  /** Different, not blank, best first. None where nothing was worth showing. */
  choices: readonly string[];
  model: string;
}

/** An answer with how it came about. */
export interface ServedAnswer extends Answer {
  source: CompletionSource;
  filters: FilterCounts;
  retrieval: "used" | "nothing" | "late" | "off";
  timings: Omit<CompletionTimings, "totalMs">;
}

/** Nothing was asked for it now. */
export function remembered(answer: Answer, source: CompletionSource): ServedAnswer {
  const timings = { retrievalMs: null, firstTextMs: null, expertMs: null };
  return { ...answer, source, filters: {}, retrieval: "off", timings };
}

/**
 * What is left of an answer for somebody who has typed on since it was asked: the rest of each
 * choice that begins with exactly what was typed. Null when none does, or nothing is left of them.
 */
export function typedForward<A extends Answer>(answer: A, typed: string): A | null {
  if (typed === "") return answer;
  const rests = answer.choices.flatMap((choice) =>
    choice.startsWith(typed) ? [choice.slice(typed.length)] : [],
  );
  const choices = distinct(rests);
  return choices.length === 0 ? null : { ...answer, choices };
}

/** Without blank texts and those that differ from a former one in blanks at their ends only. */
export function distinct(texts: readonly string[]): string[] {
  const seen = new Set<string>();
  return texts.filter((text) => {
    const plain = text.trim();
    if (plain === "" || seen.has(plain)) return false;
    seen.add(plain);
    return true;
  });
}
