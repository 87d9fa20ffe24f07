import { distance } from "fastest-levenshtein";
import { type VerbName, verbNames } from "./verbs.ts";

/**
 * Letters that may be wrong: one in a word of up to five, two in longer ones. Other bots' words
 * (`/hold`, `/retest`, `/lgtm`) are further away than that from ours.
 */
const slips = (verb: string) => (verb.length <= 5 ? 1 : 2);

/** The verb that a person most likely meant; null when the word looks like none of ours. */
export function nearestVerb(word: string): VerbName | null {
  const near = verbNames
    .map((verb) => ({ verb, far: distance(word, verb) }))
    .filter(({ verb, far }) => far <= slips(verb))
    .sort((a, b) => a.far - b.far);
  return near[0]?.verb ?? null;
}
