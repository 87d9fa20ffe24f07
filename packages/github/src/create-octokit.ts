import type { Logger } from "@devflow/logging";
import { Octokit } from "@octokit/core";
import { createTransport } from "./transport.ts";

export interface OctokitOptions {
  apiUrl: string;
  ca: string | null;
  timeoutMs?: number;
  logger: Logger;
}

/** Octokit bound to our transport and log; authentication is the caller's. */
export function octokitFactory(
  options: OctokitOptions,
): (auth: { authStrategy?: unknown; auth?: unknown }) => Octokit {
  const { logger } = options;
  const transport = createTransport({
    apiUrl: options.apiUrl,
    ...(options.ca === null ? {} : { ca: options.ca }),
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  });
  const log = {
    debug: () => {},
    info: () => {},
    warn: (detail: string) => logger.warn({ detail }, "octokit warned"),
    error: (detail: string) => logger.error({ detail }, "octokit reported an error"),
  };
  return (auth) =>
    new Octokit({
      ...auth,
      baseUrl: options.apiUrl,
      userAgent: "devflow",
      request: { fetch: transport },
      log,
    });
}
