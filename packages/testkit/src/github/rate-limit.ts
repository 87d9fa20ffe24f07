import type { Actor } from "./http/call.ts";
import { HttpError } from "./http/reply.ts";
import type { State } from "./state.ts";

interface Window {
  used: number;
  /** Milliseconds since the epoch. */
  resetsAt: number;
}

const hourMs = 3_600_000;

export const secondaryLimitDocs =
  "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits";

export function secondaryLimit(retryAfterSeconds: number): HttpError {
  return new HttpError(
    403,
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
    { documentation_url: secondaryLimitDocs },
    { "retry-after": String(retryAfterSeconds) },
  );
}

export function primaryLimit(who: string, resetsAt: number): HttpError {
  return new HttpError(
    403,
    `API rate limit exceeded for ${who}.`,
    {},
    {
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(Math.ceil(resetsAt / 1000)),
    },
  );
}

/** GitHub's primary limit: so many requests an hour per installation, shown in every answer. */
export class RateLimit {
  readonly #windows = new Map<string, Window>();

  window(state: State, actor: Actor): Window {
    const who = actor.kind === "installation" ? `installation ID ${actor.installation.id}` : "app";
    const now = state.now().getTime();
    const known = this.#windows.get(who);
    if (known !== undefined && known.resetsAt > now) return known;
    const fresh = { used: 0, resetsAt: now + hourMs };
    this.#windows.set(who, fresh);
    return fresh;
  }

  /** Counts one request; throws once the hour's budget is spent. */
  spend(state: State, actor: Actor): void {
    const window = this.window(state, actor);
    window.used += 1;
    if (window.used > state.limits.requestsPerHour) {
      const who =
        actor.kind === "installation" ? `installation ID ${actor.installation.id}` : "app";
      throw primaryLimit(who, window.resetsAt);
    }
  }

  headers(state: State, actor: Actor): Record<string, string> {
    const { used, resetsAt } = this.window(state, actor);
    const limit = state.limits.requestsPerHour;
    return {
      "x-ratelimit-limit": String(limit),
      "x-ratelimit-remaining": String(Math.max(0, limit - used)),
      "x-ratelimit-used": String(Math.min(used, limit)),
      "x-ratelimit-reset": String(Math.ceil(resetsAt / 1000)),
      "x-ratelimit-resource": "core",
    };
  }
}
