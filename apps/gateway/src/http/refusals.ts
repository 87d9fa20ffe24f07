import type { AuditSummary } from "@devflow/audit";
import type { FastifyRequest } from "fastify";
import { GatewayError } from "./gateway-error.ts";

/** Codes of answers that keep somebody from something, beside every 401 and 403. */
const refusing = new Set(["secret_file", "no_such_completion", "no_such_answer"]);

/**
 * Counts an answer that refused access, for the audit log: by person and route, and without a person
 * all together, so that strangers cannot fill it. A request without any token is none.
 */
export function countRefusal(
  audit: Pick<AuditSummary, "count">,
  thrown: unknown,
  request: FastifyRequest,
): void {
  if (!(thrown instanceof GatewayError)) return;
  const { status, code } = thrown;
  const isRefusal = status === 401 || status === 403 || refusing.has(code);
  const { caller } = request;
  if (!isRefusal || (caller === null && request.headers.authorization === undefined)) return;
  audit.count(
    caller === null
      ? { actor: "unknown", action: "access.refused", subject: "the gateway", details: {} }
      : {
          actor: caller.name,
          action: "access.refused",
          subject: request.routeOptions.url ?? "unknown",
          details: { person: caller.personId },
        },
    { [code]: 1 },
  );
}
