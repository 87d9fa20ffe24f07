import { namesIn, wordsIn } from "../memory/named-code.ts";
import { isSameClaim } from "../settle/same-claim.ts";
import { claimedCode } from "./claimed-code.ts";
import type { Drop } from "./stages.ts";
import { type Gate, isDrop, type Standing, type VerifyWorld } from "./standing.ts";

/** Whether one comment would speak of both: the same claim about other lines of the same file. */
export function isClaimOf(first: Standing, further: Standing): boolean {
  return (
    first.file.path === further.file.path &&
    first.anchor.side === further.anchor.side &&
    isSameClaim(claimOf(first), claimOf(further))
  );
}

function claimOf({ candidate: { title, body, quote } }: Standing) {
  return { title, body, ...(quote !== null && { drafted: { quote } }) };
}

/**
 * Why what the first finding says does not hold at the place of a further one, null when it does. The
 * comment of the first names that place: its words pass the gates there, and what they name of the
 * lines of the first stands there, too.
 */
export async function dropElsewhere(
  first: Standing,
  further: Standing,
  gates: readonly Gate[],
  world: VerifyWorld,
): Promise<Drop | null> {
  const { title, body } = first.candidate;
  const [here, there] = await Promise.all([claimedCode(first, world), claimedCode(further, world)]);
  const named = namesIn(`${title}\n${body}`).intersection(wordsIn(here.near));
  if (named.size > 0 && named.isDisjointFrom(wordsIn(there.near))) {
    const detail = [...named].join(", ");
    return { stage: "facts", reason: "it names what is not there", detail };
  }
  let standing: Standing = { ...further, candidate: { ...further.candidate, title, body } };
  for (const gate of gates) {
    const outcome = await gate(standing);
    if (isDrop(outcome)) return outcome;
    standing = outcome;
  }
  return null;
}
