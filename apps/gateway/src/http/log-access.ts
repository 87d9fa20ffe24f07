import { HEALTH_PATHS } from "@devflow/engines";
import type { Logger } from "@devflow/logging";
import type { FastifyReply, FastifyRequest } from "fastify";

const quiet = new Set<string>([...Object.values(HEALTH_PATHS), "/v1/health"]);

/** One line a request: the route, not the path, and nothing of what was sent or answered. */
export function logAccess(logger: Logger, request: FastifyRequest, reply: FastifyReply): void {
  const route = request.routeOptions.url ?? null;
  const line = {
    requestId: request.id,
    method: request.method,
    route,
    status: reply.statusCode,
    durationMs: Math.round(reply.elapsedTime),
    person: request.caller?.personId ?? null,
  };
  if (quiet.has(route ?? "")) logger.debug(line, "request answered");
  else logger.info(line, "request answered");
}
