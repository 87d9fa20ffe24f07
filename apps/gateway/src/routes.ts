import { assistRoutes } from "./assist/assist-routes.ts";
import { auditRoutes } from "./audit/audit-route.ts";
import { completionRoutes } from "./completions/completion-routes.ts";
import { eventRoutes } from "./events/event-routes.ts";
import { outcomeRoutes } from "./events/outcome-routes.ts";
import type { GatewayServices } from "./gateway-services.ts";
import type { Route } from "./http/route.ts";
import { identityRoutes } from "./identity/identity-routes.ts";
import { healthRoutes } from "./routes/health.ts";
import { modelRoutes } from "./routes/models.ts";
import { openapiRoutes } from "./routes/openapi.ts";
import { probeRoutes } from "./routes/probes.ts";
import { usageRoutes } from "./usage/usage-routes.ts";

/** Every route of the gateway. A new one is a `defineRoute` in a module of its own, and a line here. */
export function gatewayRoutes(services: GatewayServices): Route[] {
  const { completionTimeoutMs } = services.parts.settings;
  const routes = [
    ...probeRoutes(services),
    ...healthRoutes(services),
    ...identityRoutes(services),
    ...completionRoutes(services, { timeoutMs: completionTimeoutMs }),
    ...eventRoutes(services),
    ...outcomeRoutes(services),
    ...modelRoutes(services),
    ...assistRoutes(services),
    ...usageRoutes(services),
    ...auditRoutes(services),
  ];
  return [...routes, ...openapiRoutes(routes)];
}
