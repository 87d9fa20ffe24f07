import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Database } from "@devflow/database";
import { percentile } from "@devflow/statistics";

export interface Watched {
  /** Before the work: the embedded database alone takes about 400 MB. */
  firstRssMb: number;
  peakRssMb: number;
  /** How late the event loop was, as a webhook would find it. */
  loopP99Ms: number;
  loopMaxMs: number;
  /** How long one small statement waited for its answer. */
  statementP99Ms: number;
  statementMaxMs: number;
}

const sampleMs = 20;

/** Watches this process, and how long others wait for the database, while `work` runs. */
export async function watchProcess<T>(
  database: Database,
  work: () => Promise<T>,
): Promise<{ value: T; watched: Watched }> {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  const waits: number[] = [];
  const firstRss = process.memoryUsage.rss();
  let peakRss = 0;
  let isRunning = true;
  const probe = (async () => {
    while (isRunning) {
      const start = performance.now();
      await database.query("SELECT 1");
      waits.push(performance.now() - start);
      peakRss = Math.max(peakRss, process.memoryUsage.rss());
      await new Promise((resolve) => setTimeout(resolve, sampleMs));
    }
  })();
  delay.enable();
  try {
    const value = await work();
    delay.disable();
    const watched = {
      firstRssMb: firstRss / 1e6,
      peakRssMb: peakRss / 1e6,
      loopP99Ms: delay.percentile(99) / 1e6,
      loopMaxMs: delay.max / 1e6,
      statementP99Ms: percentile(waits, 0.99),
      statementMaxMs: Math.max(...waits),
    };
    return { value, watched };
  } finally {
    isRunning = false;
    await probe;
  }
}
