import { coerceError } from "@devflow/errors";
import { stdSerializers } from "pino";
import { scrubText } from "./scrub-text.ts";

/**
 * Fields of our own errors, and the codes of Node and Postgres. Everything else that libraries hang
 * on their errors (requests with headers, bodies with source code, SQL parameters) stays out.
 */
const keptFields = ["service", "code", "status", "retryable", "retryAfterMs", "nextStep"];

/** An error as plain data for one log line: type, message and stack with all causes, our fields. */
export function serializeError(thrown: unknown): Record<string, unknown> {
  const error = coerceError(thrown);
  const { type, message, stack } = stdSerializers.err(error);
  const serialized: Record<string, unknown> = { type, message: scrubText(message) };
  for (const name of keptFields) {
    const value: unknown = Reflect.get(error, name);
    if (value === undefined || typeof value === "object" || typeof value === "function") continue;
    serialized[name] = typeof value === "string" ? scrubText(value) : value;
  }
  if (error instanceof AggregateError) serialized.errors = error.errors.map(serializeError);
  serialized.stack = scrubText(stack);
  return serialized;
}
