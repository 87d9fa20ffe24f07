/**
 * The stages that a candidate passes, in this order, and every reason for which one drops it. Both
 * are a closed set, so that counts of different reviews can be added up and compared. `policy` is
 * asked twice: first about what is known from the start, so that no tokens are spent on what would
 * be dropped anyway, and again about the score.
 */
export const dropReasons = {
  anchor: [
    "the quoted line is not in the diff",
    "not on a line of the diff",
    "not on a line that was changed",
  ],
  facts: [
    "it says nothing that is wrong",
    "it says nothing of this code",
    "it calls undefined what is there",
    "it names what is not there",
    "it names a file that is not there",
    "it names a line that is not there",
    "its text holds a credential",
  ],
  /** Here the suggestion is dropped; the finding goes on without it. */
  suggestion: [
    "the file could not be read",
    "too long",
    "not on lines of the new file",
    "the file at head differs from the diff",
    "changes nothing",
    "changes white space or comments only",
    "holds or replaces invisible characters",
    "holds a credential",
    "does not parse",
    "over the budget of checks",
  ],
  "second look": [
    "refuted on second look",
    "no verdict on second look",
    "no second look: the expert was unavailable",
    "no second look: the expert's answer was empty",
    "no second look: the expert's server held the answer back",
    "no second look: the expert refused the prompt",
    "no second look: the prompt does not fit the expert's window",
    "no second look: over the budget",
    "no second look: over the time limit",
    "no second look: over the token limit",
  ],
  filter: ["people would hardly act on it"],
  policy: [
    "below the minimum severity",
    "its category is switched off",
    "its rule is switched off",
    "below the minimum confidence",
  ],
} as const;

type Stage = keyof typeof dropReasons;

/** Why one stage dropped a candidate. */
export type Drop = {
  [S in Stage]: { stage: S; reason: (typeof dropReasons)[S][number]; detail: string };
}[Stage];

/**
 * The key under which a drop is counted: `stage: reason`, without the detail. Beside these stands
 * `filter=prior`, `filter=trained` or `filter=off`, which drops nothing: on what the filter ran.
 */
export function countKey({ stage, reason }: Pick<Drop, "stage" | "reason">): string {
  return `${stage}: ${reason}`;
}

/** What a held finding says of it: the reason, with what it was exactly about. */
export function heldReason({ reason, detail }: Drop): string {
  return detail === "" ? reason : `${reason}: ${detail}`;
}
