import { RateLimiterMemory } from "rate-limiter-flexible";

/** Questions to GitHub that searches without a repository may ask in an hour, of all people together. */
export interface SearchBudget {
  /** How many of these may be asked; what is given counts as asked. */
  take(wanted: number): Promise<number>;
}

/**
 * GitHub gives an installation 5,000 to 12,500 requests an hour, and reviews need them, too. A
 * question is one or two requests, so 1,000 leave more than half. Counted by one process.
 */
const questionsAnHour = 1_000;

export function createSearchBudget(points = questionsAnHour): SearchBudget {
  const hour = new RateLimiterMemory({ keyPrefix: "search", points, duration: 3_600 });
  return {
    async take(wanted) {
      const used = (await hour.get("all"))?.consumedPoints ?? 0;
      const given = Math.max(0, Math.min(wanted, points - used));
      if (given > 0) await hour.penalty("all", given);
      return given;
    },
  };
}
