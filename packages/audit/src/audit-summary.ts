/**
 * Entries about what happens many times a minute.
 *
 * Wanted: who used what shows by the minute; the log stays small and takes no time of a request;
 * memory is bounded, whatever anybody asks.
 * Design: counts by who, what and about what are added up here and written once a minute, all in one
 * transaction, and at the end. A failure keeps them for the next minute.
 * Accepted: a process that is killed loses its last minute; beyond {@link mostKeys} kinds in a minute
 * the rest is counted together, as `others`; what cannot be written for so long that there is no room
 * any more is lost, and the log stream says how many entries.
 */
import type { Database } from "@devflow/database";
import { coerceError } from "@devflow/errors";
import type { Logger } from "@devflow/logging";
import { appendAudits } from "./append-audit.ts";
import type { AuditEntry } from "./model.ts";

const everyMs = 60_000;
/** Different entries in one minute: ten times what 200 people with five repositories each make. */
const mostKeys = 10_000;
/** Of one write: the lock is held for some 100 ms. */
const mostRows = 1_000;

/** How often each of it happened. */
export type AuditCounts = Readonly<Record<string, number>>;

interface Tally {
  entry: AuditEntry;
  counts: Map<string, number>;
  since: Date;
}

export interface AuditSummary {
  /** Counts what happened. Costs no wait, and never raises. */
  count(entry: AuditEntry, counts: AuditCounts): void;
  /** Writes what was counted so far. */
  flush(): Promise<void>;
  /** Writes the rest. Before the database is closed. */
  close(): Promise<void>;
}

export function createAuditSummary(
  database: Database,
  logger: Logger,
  now: () => Date = () => new Date(),
): AuditSummary {
  let tallies = new Map<string, Tally>();
  let writing: Promise<void> = Promise.resolve();
  const flush = () => {
    writing = writing.then(async () => {
      const taken = tallies;
      tallies = new Map();
      await write(taken);
    });
    return writing;
  };
  async function write(taken: Map<string, Tally>): Promise<void> {
    const waiting = [...taken];
    try {
      while (waiting.length > 0) {
        const entries = waiting.slice(0, mostRows).map(([, tally]) => entryOf(tally, now()));
        await database.transaction((transaction) => appendAudits(transaction, entries, now()));
        waiting.splice(0, mostRows);
      }
    } catch (thrown) {
      const lost = keep(waiting);
      logger.warn({ err: coerceError(thrown), lost }, "audit entries not written yet");
    }
  }
  /** Puts back what could not be written, as far as there is room. */
  function keep(waiting: readonly [string, Tally][]): number {
    let lost = 0;
    for (const [key, { entry, counts, since }] of waiting) {
      const known = tallies.get(key);
      if (known === undefined && tallies.size >= mostKeys) lost += 1;
      else {
        const merged = known ?? { entry, counts: new Map(), since };
        merged.since = since;
        add(merged.counts, counts);
        tallies.set(key, merged);
      }
    }
    return lost;
  }
  const timer = setInterval(() => void flush(), everyMs);
  timer.unref();
  return {
    count(entry, counts) {
      const kind = tallies.size < mostKeys ? entry : othersOf(entry);
      const key = JSON.stringify([kind.action, kind.actor, kind.subject, kind.details]);
      const known = tallies.get(key) ?? { entry: kind, counts: new Map(), since: now() };
      add(known.counts, Object.entries(counts));
      tallies.set(key, known);
    },
    flush,
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}

function othersOf({ action }: AuditEntry): AuditEntry {
  return { actor: "others", action, subject: "others", details: {} };
}

function add(sums: Map<string, number>, counts: Iterable<readonly [string, number]>): void {
  for (const [name, count] of counts) sums.set(name, (sums.get(name) ?? 0) + count);
}

function entryOf({ entry, counts, since }: Tally, until: Date): AuditEntry {
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...entry,
    details: { ...entry.details, since, until, counts: Object.fromEntries(sorted) },
  };
}
