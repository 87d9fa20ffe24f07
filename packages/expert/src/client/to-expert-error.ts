import { ExternalError } from "@devflow/errors";
import { APIConnectionError, APIError } from "openai";
import type { ModelService } from "./bounded-fetch.ts";

/**
 * What failed, in our own terms. Retryable: cut or refused connections, time-outs, 408, 409, 425,
 * 429 and 5xx. Not retryable: any other status, and an answer of a shape that was not asked for.
 *
 * The server's message is left out on purpose: vLLM and others echo the request in it, and
 * prompts must not reach the logs. Its machine-readable code is kept.
 */
export function toExpertError(error: unknown, service: ModelService = "expert"): ExternalError {
  const ours = externalCause(error);
  if (ours !== null) return ours;
  if (error instanceof APIConnectionError) return connectionError(error, service);
  if (error instanceof APIError && error.status !== undefined) return statusError(error, service);
  return new ExternalError(
    `The ${service}'s answer is not what an OpenAI-compatible server sends`,
    {
      service,
      retryable: false,
      code: "invalid_response",
    },
  );
}

const RETRYABLE_STATUS = new Set([408, 409, 425, 429]);

function statusError(error: APIError, service: ModelService): ExternalError {
  const status = error.status ?? 0;
  const retryAfterMs = readRetryAfter(error.headers);
  return new ExternalError(`The ${service} answered ${status}`, {
    service,
    retryable: status >= 500 || RETRYABLE_STATUS.has(status),
    status,
    code: machineCode(error.code) ?? machineCode(error.type) ?? `http_${status}`,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  });
}

function connectionError(error: APIConnectionError, service: ModelService): ExternalError {
  return new ExternalError(`The connection to the ${service} failed`, {
    service,
    retryable: true,
    code: systemCode(error) ?? "connection",
    cause: error,
  });
}

/** An ExternalError that was thrown inside the client's fetch and came out wrapped. */
function externalCause(error: unknown): ExternalError | null {
  for (let each = error, depth = 0; each instanceof Error && depth < 5; depth++) {
    if (each instanceof ExternalError) return each;
    each = each.cause;
  }
  return null;
}

/** `ECONNREFUSED`, `UND_ERR_SOCKET` and the like, from wherever in the chain of causes. */
function systemCode(error: Error): string | null {
  for (let each: unknown = error, depth = 0; each instanceof Error && depth < 5; depth++) {
    const code = "code" in each ? machineCode(each.code) : null;
    if (code !== null) return code;
    each = each.cause;
  }
  return null;
}

function machineCode(value: unknown): string | null {
  return typeof value === "string" && /^[\w.-]{1,60}$/.test(value) ? value : null;
}

/** `Retry-After` in seconds or as a date, or `Retry-After-Ms`; null without one. */
function readRetryAfter(headers: Headers | undefined): number | null {
  const milliseconds = Number(headers?.get("retry-after-ms") ?? Number.NaN);
  if (Number.isFinite(milliseconds) && milliseconds >= 0) return milliseconds;
  const value = headers?.get("retry-after") ?? "";
  if (/^\d{1,9}(?:\.\d{1,3})?$/.test(value)) return Number(value) * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}
