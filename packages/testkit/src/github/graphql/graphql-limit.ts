import type { State } from "../state.ts";

const hourMs = 3_600_000;

/** GraphQL's budget an hour, apart from REST's. */
export class GraphqlLimit {
  readonly #windows = new Map<number | null, { used: number; resetsAt: number }>();

  /** False once the hour's points are spent; GitHub then answers 200 with an error. */
  spend(state: State, installationId: number | null, cost: number): boolean {
    const window = this.#window(state, installationId);
    window.used += cost;
    return window.used <= state.limits.graphqlPointsPerHour;
  }

  /** As the field `rateLimit` of a query says it, without the query's own cost. */
  left(state: State, installationId: number | null) {
    const { used, resetsAt } = this.#window(state, installationId);
    const limit = state.limits.graphqlPointsPerHour;
    const resetAt = new Date(Math.ceil(resetsAt / 1000) * 1000).toISOString();
    return { limit, remaining: Math.max(0, limit - used), used: Math.min(used, limit), resetAt };
  }

  headers(state: State, installationId: number | null): Record<string, string> {
    const { limit, remaining, used, resetAt } = this.left(state, installationId);
    return {
      "x-ratelimit-limit": String(limit),
      "x-ratelimit-remaining": String(remaining),
      "x-ratelimit-used": String(used),
      "x-ratelimit-reset": String(Date.parse(resetAt) / 1000),
      "x-ratelimit-resource": "graphql",
    };
  }

  #window(state: State, installationId: number | null) {
    const now = state.now().getTime();
    const known = this.#windows.get(installationId);
    if (known !== undefined && known.resetsAt > now) return known;
    const fresh = { used: 0, resetsAt: now + hourMs };
    this.#windows.set(installationId, fresh);
    return fresh;
  }
}
