import { distance } from "fastest-levenshtein";

/** The slash-commands and what they do, in the words of `/help`. */
export const verbs: Record<string, string> = {
  review: "review the newest commit of this pull request, also when it was skipped",
  help: "this list",
};

export function helpText(): string {
  const lines = Object.entries(verbs).map(([verb, meaning]) => `- \`/${verb}\`: ${meaning}`);
  return ["Commands:", "", ...lines].join("\n");
}

/** The known verb that a person most likely meant: at most two letters away, else null. */
export function nearestVerb(verb: string): string | null {
  const byDistance = Object.keys(verbs)
    .map((known) => ({ known, distance: distance(verb, known) }))
    .sort((a, b) => a.distance - b.distance);
  const nearest = byDistance[0];
  return nearest !== undefined && nearest.distance <= 2 ? nearest.known : null;
}
