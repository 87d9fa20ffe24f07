import { HEALTH_PATHS } from "@devflow/engines";
import type { Logger } from "@devflow/logging";
import type { FastifyReply, FastifyRequest } from "fastify";

const quiet = new Set<string>([...Object.values(HEALTH_PATHS), "/v1/health"]);

/**
 * Writes one line a request: the route, not the path, and nothing of what was sent or answered. There is
 * nothing in it to redact, and to look for that took a seventh of the time of a cached completion.
 */
export function accessLog(logger: Logger): (request: FastifyRequest, reply: FastifyReply) => void {
  const plain = logger.child({}, { redact: [] });
  return (request, reply) => logAccess(plain, request, reply);
}

function logAccess(logger: Logger, request: FastifyRequest, reply: FastifyReply): void {
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
