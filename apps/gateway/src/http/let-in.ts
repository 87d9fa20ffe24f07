import type { Caller } from "@devflow/identity";
import type { FastifyRequest } from "fastify";
import type { Doorkeeper } from "./doorkeeper.ts";
import { GatewayError } from "./gateway-error.ts";
import type { Route } from "./route.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who asks; null on routes that ask for no token. */
    caller: Caller | null;
  }
}

/**
 * Before a byte of the body is read: a token that is good, allows this route, and is within its
 * limits. Raises GatewayError 401, 403 or 429.
 */
export async function letIn(
  doorkeeper: Doorkeeper,
  route: Route,
  request: FastifyRequest,
): Promise<void> {
  if (route.scope === null) return;
  const caller = await doorkeeper.authenticate(request.headers.authorization, request.ip);
  if (caller === null) throw badToken();
  request.caller = caller;
  if (!caller.scopes.has(route.scope)) {
    throw new GatewayError(
      403,
      `This token does not allow this: it has no scope "${route.scope}". Make another: devflow tokens create --name NAME --scopes ${route.scope}`,
      { code: "missing_scope" },
    );
  }
  if (route.rate === null) return;
  const refusal = await doorkeeper.admit(caller, route.rate);
  if (refusal === null) return;
  throw new GatewayError(429, refusal.message, {
    code: refusal.code,
    retryAfterMs: refusal.retryAfterMs,
  });
}

/** The same for a token that is missing, unknown, expired or revoked. */
export function badToken(): GatewayError {
  return new GatewayError(
    401,
    "A token is needed that is known and neither expired nor revoked: Authorization: Bearer <token>.",
    { code: "invalid_token" },
  );
}
