import type { Registry } from "prom-client";
import type { Readiness } from "./check-readiness.ts";
import { HEALTH_PATHS } from "./health-paths.ts";

export interface HealthSource {
  isReady: () => Promise<Readiness>;
  metrics: Registry;
}

export interface HealthAnswer {
  status: number;
  contentType: string;
  body: string;
}

/**
 * The answer to a GET on one of the health paths, null for any other path. Alive means that the
 * process answers; a lost database is no reason to restart it.
 */
export async function answerHealth(
  path: string,
  source: HealthSource,
): Promise<HealthAnswer | null> {
  switch (path) {
    case HEALTH_PATHS.live:
      return text(200, "ok");
    case HEALTH_PATHS.ready: {
      const readiness = await source.isReady();
      return readiness.isReady ? text(200, "ready") : text(503, readiness.reason);
    }
    case HEALTH_PATHS.metrics: {
      const body = await source.metrics.metrics();
      return { status: 200, contentType: source.metrics.contentType, body };
    }
    default:
      return null;
  }
}

function text(status: number, body: string): HealthAnswer {
  return { status, contentType: "text/plain; charset=utf-8", body: `${body}\n` };
}
