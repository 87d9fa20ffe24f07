import type { State } from "../state.ts";

const hourMs = 3_600_000;

/** GraphQL's budget an hour, apart from REST's. Every query of the fake's schema costs one point. */
export class GraphqlLimit {
  readonly #windows = new Map<number | null, { used: number; resetsAt: number }>();

  /** False once the hour's points are spent; GitHub then answers 200 with an error. */
  spend(state: State, installationId: number | null): boolean {
    const window = this.#window(state, installationId);
    window.used += 1;
    return window.used <= state.limits.graphqlPointsPerHour;
  }

  headers(state: State, installationId: number | null): Record<string, string> {
    const { used, resetsAt } = this.#window(state, installationId);
    const limit = state.limits.graphqlPointsPerHour;
    return {
      "x-ratelimit-limit": String(limit),
      "x-ratelimit-remaining": String(Math.max(0, limit - used)),
      "x-ratelimit-used": String(Math.min(used, limit)),
      "x-ratelimit-reset": String(Math.ceil(resetsAt / 1000)),
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
