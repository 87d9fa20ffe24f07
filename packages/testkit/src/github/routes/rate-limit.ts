import type { Routes } from "../http/call.ts";
import { ok } from "../http/reply.ts";

export const rateLimitRoutes = {
  "GET /rate_limit": ({ state, actor }) => {
    const { used, resetsAt } = state.rateLimit.window(state, actor);
    const limit = state.limits.requestsPerHour;
    const reset = Math.ceil(resetsAt / 1000);
    const core = { limit, used, remaining: Math.max(0, limit - used), reset };
    const search = { limit: 30, used: 0, remaining: 30, reset };
    return ok({ resources: { core, search }, rate: core });
  },
} satisfies Routes;
