import type { Counts } from "../counts.ts";
import type { Held } from "../model.ts";

/** The last stage's reasons, a closed set as those of `stages.ts`, by how `settle` words them. */
const repeatReasons: readonly (readonly [opening: string, reason: string])[] = [
  ["already said on this pull request", "already said on this pull request"],
  ["the expert already commented", "already said on this pull request"],
  ["said on this pull request before it was fixed", "said before it was fixed"],
  ["dismissed", "dismissed by people"],
  ["resolved", "resolved by people"],
  ["read before", "the expert had read it before"],
  ["says the same", "says the same as another finding"],
  ["a rule names it already", "a rule names the same lines"],
  ["the same rule was already named", "the same rule was named often enough"],
  ["over the limit of", "over the limit of findings"],
];

/** Counts what `settle` holds, as `repeat: reason`. */
export function countRepeats(held: readonly Held[], counts: Counts): void {
  for (const { reason } of held) {
    const known = repeatReasons.find(([opening]) => reason.startsWith(opening));
    counts.add(`repeat: ${known?.[1] ?? "other"}`);
  }
}
