import { coerceError } from "@devflow/errors";
import type { Logger } from "@devflow/logging";
import type { Queues } from "@devflow/queue";
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { within } from "./within.ts";

/** Prometheus gives a scrape 10 s by default; a slow queue must not cost the other metrics. */
const collectTimeoutMs = 2_000;

/**
 * The process's metrics: Node's own, and the number of jobs by name and state, read when asked.
 * When the queue does not answer, its numbers are left out rather than repeated from before.
 */
export function createMetrics(queues: Queues, logger: Logger): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const jobs = new Gauge({
    name: "devflow_queue_jobs",
    help: "Jobs in the queue by name and state.",
    labelNames: ["job", "state"],
    registers: [registry],
    collect: () =>
      collectJobs().catch((thrown) => {
        jobs.reset();
        logger.warn({ error: coerceError(thrown) }, "queue depth not collected");
      }),
  });
  async function collectJobs(): Promise<void> {
    const counts = await within(collectTimeoutMs, queues.counts(), () => {
      throw new Error(`no answer within ${collectTimeoutMs} ms`);
    });
    for (const [job, states] of Object.entries(counts)) {
      for (const [state, count] of Object.entries(states)) jobs.set({ job, state }, count);
    }
  }
  return registry;
}
