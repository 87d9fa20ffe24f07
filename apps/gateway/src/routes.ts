import type { GatewayServices } from "./gateway-services.ts";
import type { Route } from "./http/route.ts";
import { identityRoutes } from "./identity/identity-routes.ts";
import { healthRoutes } from "./routes/health.ts";
import { openapiRoutes } from "./routes/openapi.ts";
import { probeRoutes } from "./routes/probes.ts";

/** Every route of the gateway. A new one is a `defineRoute` in a module of its own, and a line here. */
export function gatewayRoutes(services: GatewayServices): Route[] {
  const routes = [...probeRoutes(services), ...healthRoutes(services), ...identityRoutes(services)];
  return [...routes, ...openapiRoutes(routes)];
}
