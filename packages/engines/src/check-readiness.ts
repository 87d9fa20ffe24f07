import type { Database } from "@devflow/database";
import { coerceError } from "@devflow/errors";
import { scrubText } from "@devflow/logging";
import type { Queues } from "@devflow/queue";
import { within } from "./within.ts";

export type Readiness = { isReady: true } | { isReady: false; reason: string };

/** Kubernetes asks every 10 s and gives up after 1-5 s: an answer later than this is none. */
const checkTimeoutMs = 2_000;

/** Whether the database and the queues answer, and if not, which one and why. */
export async function checkReadiness(
  engines: { database: Database; queues: Queues },
  timeoutMs = checkTimeoutMs,
): Promise<Readiness> {
  const [database, queue] = await Promise.all([
    tryOut("database", engines.database.query("SELECT 1"), timeoutMs),
    tryOut("queue", engines.queues.counts(), timeoutMs),
  ]);
  const reason = database ?? queue;
  return reason === null ? { isReady: true } : { isReady: false, reason };
}

async function tryOut(name: string, work: Promise<unknown>, timeoutMs: number) {
  const outcome = work.then(
    () => null,
    (thrown) => describe(name, scrubText(coerceError(thrown).message)),
  );
  return within(timeoutMs, outcome, () => `${name}: no answer within ${timeoutMs} ms`);
}

function describe(name: string, message: string): string {
  return message.startsWith(`${name}: `) ? message : `${name}: ${message}`;
}
