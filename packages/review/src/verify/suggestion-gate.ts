import type { Position } from "@devflow/diff";
import { limits } from "../limits.ts";
import { checkCommittable, type SuggestionDrop } from "./check-committable.ts";
import { countKey } from "./stages.ts";
import type { Gate, Standing, VerifyWorld } from "./standing.ts";

type Outcome = { position: Position; suggestion: string } | SuggestionDrop;

/**
 * The gate `suggestion`: it replaces exactly the lines that it claims, with their indentation and
 * line endings, changes code, leaves the file parsing at least as well as before, and is no wider
 * than what it changes. One that fails is dropped with a counted reason; the finding goes on. It
 * stands before the second look, so that the expert judges what will be posted.
 */
export function suggestionGate(world: VerifyWorld): Gate {
  // Of each kind its own: thousands of rule hits come first.
  const budgets = { expert: new Budget(), others: new Budget() };
  return async (standing) => {
    if (standing.suggestion === null) return standing;
    const budget = standing.candidate.source === "expert" ? budgets.expert : budgets.others;
    const outcome = await check({ ...standing, suggestion: standing.suggestion }, world, budget);
    if (typeof outcome !== "string") return { ...standing, ...outcome };
    world.counts.add(countKey({ stage: "suggestion", reason: outcome }));
    return { ...standing, suggestion: null };
  };
}

class Budget {
  #checks: number = limits.suggestionChecks;
  #characters: number = limits.suggestionCharacters;

  /** False when there is no room for a check of so large a file. */
  take(characters: number): boolean {
    if (this.#checks < 1 || this.#characters < characters) return false;
    this.#checks -= 1;
    this.#characters -= characters;
    return true;
  }
}

async function check(
  { candidate, file, anchor, suggestion }: Standing & { suggestion: string },
  { texts }: VerifyWorld,
  budget: Budget,
): Promise<Outcome> {
  if (anchor.side !== "RIGHT") return "not on lines of the new file";
  const headText = await texts.head(file.path);
  if (headText === null) return "the file could not be read";
  if (!budget.take(headText.length)) return "over the budget of checks";
  const isExperts = candidate.source === "expert";
  const checked = await checkCommittable(
    { file, headText, position: anchor, suggestion },
    { isExperts, mayOnlyComment: false },
  );
  if (typeof checked === "string") return checked;
  return { position: checked.position, suggestion: checked.suggestion };
}
