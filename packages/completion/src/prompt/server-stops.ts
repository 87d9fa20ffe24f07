import type { ReadingRules } from "../reading/model.ts";

/** OpenAI's API takes four; the family's own are added by who renders the prompt. */
const mostStops = 4;

/**
 * Where the server itself may end an answer. Only what is never part of one, since what a server cuts
 * nobody can bring back: the end of the line where one line is wanted, and below the left edge a
 * definition that stands at it. All else is decided while reading. `//` and blank lines are no stops:
 * comments and paragraphs are code, too.
 */
export function serverStops({ place, extent }: Pick<ReadingRules, "place" | "extent">): string[] {
  if (extent.kind === "rest_of_line") return ["\n"];
  if (place.state.in !== "code") return [];
  const isInside = place.indentation > 0 || (place.isBlankLine && extent.indentation > 0);
  if (!isInside) return [];
  return place.rules.topLevel.slice(0, mostStops).map((word) => `\n${word} `);
}
