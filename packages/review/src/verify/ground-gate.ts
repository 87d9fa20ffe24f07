import { allTermsOf } from "../memory/remark-terms.ts";
import { claimedCode } from "./claimed-code.ts";
import { saysSomethingOf } from "./grounded-claim.ts";
import type { Gate, Standing, VerifyWorld } from "./standing.ts";

/** Words of a title that a sentence of the team has, too, when it is what the sentence asks for. */
const askedTerms = 2;

/**
 * The gate against advice for anything: a finding of the expert says something of the code that it
 * stands at. Some models say `Missing error handling` of every line, and keep it when they look
 * again. It goes on all the same with a suggestion, which was checked and says what is meant, where
 * a rule stands on its lines, and where the team asks for it.
 *
 * @param isBacked whether a rule stands on the lines of this one
 */
export function groundGate(world: VerifyWorld, isBacked: (standing: Standing) => boolean): Gate {
  return async (standing) => {
    const { candidate, suggestion } = standing;
    if (candidate.source !== "expert" || suggestion !== null || isBacked(standing)) return standing;
    if (candidate.severity === "critical" || !isReadable(world.policy.language)) return standing;
    if (saysSomethingOf(await claimedCode(standing, world), candidate)) return standing;
    return isAskedFor(standing, world)
      ? standing
      : { stage: "facts", reason: "it says nothing of this code", detail: "" };
  };
}

/** The lists of general words are of English, which is written where nothing is set, and of German. */
function isReadable(language: string): boolean {
  return /^(?:|en|english|englisch|de|german|deutsch)(?:[ (-].*)?$/i.test(language.trim());
}

/** By a sentence of the settings or of a guide that the expert was shown. */
function isAskedFor({ candidate }: Standing, { policy, contextOf }: VerifyWorld): boolean {
  const guides = contextOf(candidate).filter(({ kind }) => kind === "convention");
  const words = [policy.forPath(candidate.path).instructions, ...guides.map(({ text }) => text)];
  const title = allTermsOf(candidate.title).difference(FILLERS);
  return words
    .flatMap((text) => text.split(/[.!?;\n]+/))
    .some((sentence) => allTermsOf(sentence).intersection(title).size >= askedTerms);
}

/** In every second sentence. */
const FILLERS = allTermsOf(
  "a an and are as be by for from has have in is it missing no not of on or should that the this to with potential possible",
);
