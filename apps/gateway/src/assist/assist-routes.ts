import type { Route } from "../http/route.ts";
import type { AssistServices } from "./assist-services.ts";
import { chatRoutes } from "./chat-routes.ts";
import { codeRoutes } from "./code-routes.ts";
import { reviewRoutes } from "./review-routes.ts";
import { searchRoutes } from "./search-routes.ts";
import { shortExplanationRoute } from "./short-explanation.ts";
import { voiceRoutes } from "./voice-routes.ts";

/** Everything that the assistant does beside completions. What asks a model has the time of the settings. */
export function assistRoutes(services: AssistServices): Route[] {
  const { assistTimeoutMs: timeoutMs } = services.parts.settings;
  const routes = [
    ...chatRoutes(services),
    ...codeRoutes(services),
    shortExplanationRoute(services),
    ...reviewRoutes(services),
    ...searchRoutes(services),
    ...voiceRoutes(services),
  ];
  return routes.map((route) => (route.rate === "assist" ? { ...route, timeoutMs } : route));
}
