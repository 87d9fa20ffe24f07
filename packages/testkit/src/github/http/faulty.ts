import type { ServerResponse } from "node:http";
import type { Fault } from "../faults.ts";
import { primaryLimit, secondaryLimit, secondaryLimitDocs } from "../rate-limit.ts";
import type { State } from "../state.ts";
import { HttpError } from "./reply.ts";

const messages: Record<number, string> = {
  401: "Bad credentials",
  403: "Resource not accessible by integration",
  404: "Not Found",
  422: "Validation Failed",
  500: "Server Error",
  502: "Server Error",
  503: "Service unavailable",
};

function errorOf(state: State, fault: Exclude<Fault, { kind: "cut" | "hang" }>): HttpError {
  if (fault.kind === "secondary_limit") return secondaryLimit(fault.retryAfterSeconds);
  if (fault.kind === "too_many_requests") {
    const details = { documentation_url: secondaryLimitDocs };
    const headers = { "retry-after": String(fault.retryAfterSeconds) };
    return new HttpError(429, "You have exceeded a secondary rate limit.", details, headers);
  }
  if (fault.kind === "primary_limit") {
    const resetsAt = state.now().getTime() + fault.resetInSeconds * 1000;
    return primaryLimit("installation ID 1", resetsAt);
  }
  return new HttpError(fault.status, fault.message ?? messages[fault.status] ?? "Server Error");
}

/** A cut connection: nothing more may be written. */
export class ConnectionCut extends Error {}

/** Lets a fault happen around the effect. Throws what the client is to see, or waits. */
export async function actOut(
  state: State,
  fault: Fault | null,
  now: "before" | "after",
  response: ServerResponse,
): Promise<void> {
  if (fault === null) return;
  const when = ("when" in fault ? fault.when : undefined) ?? "before";
  if (when !== now) return;
  if (fault.kind === "hang") {
    const gone = Promise.withResolvers<void>();
    response.once("close", () => gone.resolve());
    await Promise.race([fault.until, gone.promise]);
    return;
  }
  if (fault.kind === "cut") {
    response.destroy();
    throw new ConnectionCut("cut by script");
  }
  throw errorOf(state, fault);
}
