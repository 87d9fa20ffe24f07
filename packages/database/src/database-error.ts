import { coerceError, ExternalError } from "@devflow/errors";

/**
 * SQLSTATE classes and codes after which the same call may succeed: connection exceptions (08),
 * insufficient resources (53), serialization failure, deadlock, lock not available, and the
 * server shutting down (57P0x). https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const retryableState = /^(08|53|57P0|40001|40P01|55P03)/;
const anyState = /^[0-9A-Z]{5}$/;

/**
 * Whatever a driver threw, as ExternalError of the service `database`. `code` is the SQLSTATE, or
 * Node's code (ECONNREFUSED) when the server was not reached, which is always retryable.
 */
export function databaseError(thrown: unknown): ExternalError {
  if (thrown instanceof ExternalError) return thrown;
  const error = coerceError(thrown);
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const isFromServer = code !== undefined && anyState.test(code) && !code.startsWith("E");
  return new ExternalError(`database: ${error.message || code || error.name}`, {
    service: "database",
    retryable: isFromServer ? retryableState.test(code) : true,
    code: code ?? "connection_lost",
    cause: thrown,
  });
}

/** True for an ExternalError that carries this SQLSTATE, for example `23505` (unique violation). */
export function hasSqlState(thrown: unknown, state: string): boolean {
  return thrown instanceof ExternalError && thrown.service === "database" && thrown.code === state;
}
