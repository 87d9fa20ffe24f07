import { answerHealth, HEALTH_PATHS } from "@devflow/engines";
import { invariant } from "@devflow/errors";
import type { GatewayServices } from "../gateway-services.ts";
import { defineRoute, type Route } from "../http/route.ts";

/** What orchestrators and Prometheus ask, on the paths that all apps have. */
export function probeRoutes({ parts }: GatewayServices): Route[] {
  return Object.entries(HEALTH_PATHS).map(([name, path]) =>
    defineRoute({
      method: "GET",
      path,
      operation: `probe_${name}`,
      summary: "What orchestrators and Prometheus ask.",
      scope: null,
      rate: null,
      isHidden: true,
      answerText: "text/plain",
      async handle() {
        const answer = await answerHealth(path, parts);
        invariant(answer !== null, "a health path has an answer");
        return { text: answer.body, type: answer.contentType, status: answer.status };
      },
    }),
  );
}
