import type { GatewayServices } from "../gateway-services.ts";
import type { Route } from "../http/route.ts";
import { administrationRoutes } from "./administration-routes.ts";
import { meRoutes } from "./me-route.ts";

/** Sign-in, tokens and people. */
export function identityRoutes(services: GatewayServices): Route[] {
  return [...meRoutes(services), ...administrationRoutes(services)];
}
