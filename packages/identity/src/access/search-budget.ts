import { limiterInMemory, type MakeLimiter } from "../limits/rate-limits.ts";

/** Questions to GitHub that searches without a repository may ask in an hour, of all people together. */
export interface SearchBudget {
  /** How many of these may be asked; what is given counts as asked. */
  take(wanted: number): Promise<number>;
}

/**
 * GitHub gives an installation 5,000 to 12,500 requests an hour, and reviews need them, too. A
 * question is one or two requests, so 1,000 leave more than half.
 */
const questionsAnHour = 1_000;

export function createSearchBudget(
  points = questionsAnHour,
  make: MakeLimiter = limiterInMemory,
): SearchBudget {
  const hour = make({ name: "questions", points, seconds: 3_600 });
  return {
    async take(wanted) {
      if (wanted === 0) return 0;
      // Counted first and given back afterwards: two processes never get the same one.
      const { consumedPoints } = await hour.penalty("all", wanted);
      const given = Math.max(0, Math.min(wanted, points - (consumedPoints - wanted)));
      if (given < wanted) await hour.reward("all", wanted - given);
      return given;
    },
  };
}
