import type { GatewayServices } from "../gateway-services.ts";
import type { Route } from "../http/route.ts";
import { administrationRoutes } from "./administration-routes.ts";
import { deviceRoutes } from "./device-routes.ts";
import { editorRoutes } from "./editor-routes.ts";
import { meRoutes } from "./me-route.ts";
import { accountPages } from "./pages/account-page.ts";
import { devicePages } from "./pages/device-page.ts";
import { editorPages } from "./pages/editor-page.ts";
import { homePages } from "./pages/home-page.ts";
import { signInPages } from "./pages/sign-in-page.ts";

/** Sign-in, tokens and people. */
export function identityRoutes(services: GatewayServices): Route[] {
  return [
    ...meRoutes(services),
    ...administrationRoutes(services),
    ...deviceRoutes(services),
    ...editorRoutes(services),
    ...homePages(),
    ...signInPages(services),
    ...devicePages(services),
    ...editorPages(services),
    ...accountPages(services),
  ];
}
