import type { Operation } from "./openapi/operations.ts";

/** A REST operation, a fetch by git, or a GraphQL request. */
export type Served = Operation | "git" | "graphql";

export interface LoggedRequest {
  /** Milliseconds since the epoch, by the fake's clock. */
  at: number;
  method: string;
  /** Below the API's root, with the query. */
  path: string;
  operation: Served | null;
  installationId: number | null;
  body: unknown;
  /** 0 when the connection was cut; null while it runs. */
  status: number | null;
  /** By the rule of GitHub's secondary limit. */
  createsContent: boolean;
}

const minuteMs = 60_000;

/** GitHub counts what notifies people: reviews, comments, replies. Check runs and reactions not. */
export function createsContent(operation: Served | null): boolean {
  return (
    operation !== null && /^POST \/repos.*\/(reviews|comments|replies)$/.test(String(operation))
  );
}

/** Every request that reached the fake, in order. */
export class RequestLog {
  readonly all: LoggedRequest[] = [];

  /** Requests of one operation, or all that match. */
  matching(what: Served | ((request: LoggedRequest) => boolean)): LoggedRequest[] {
    const matches =
      typeof what === "function" ? what : (each: LoggedRequest) => each.operation === what;
    return this.all.filter(matches);
  }

  count(what: Served | ((request: LoggedRequest) => boolean)): number {
    return this.matching(what).length;
  }

  /** Content-creating requests of one installation in the minute up to `at`. */
  contentInMinute(at: number, installationId: number | null): number {
    return this.all.filter(
      (each) =>
        each.createsContent && each.installationId === installationId && each.at > at - minuteMs,
    ).length;
  }

  /** The busiest minute: to be held against GitHub's 80. */
  get mostContentInAnyMinute(): number {
    const times = this.all.filter((each) => each.createsContent).map((each) => each.at);
    return Math.max(
      0,
      ...times.map((end) => times.filter((at) => at <= end && at > end - minuteMs).length),
    );
  }
}
