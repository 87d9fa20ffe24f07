/**
 * The people file, and what everybody is by it, while the process runs.
 *
 * Wanted: an edit counts within seconds and without a new sign-in; a mistake in it changes nothing.
 * Design: its times are looked at every two seconds, also through links; what was read last holds
 * until something can be read again. People are brought in line at start and with each change.
 * Race accepted: gateways with different files each write what theirs says, when theirs changes.
 */
import { type Stats, unwatchFile, watchFile } from "node:fs";
import { loadPeople, type PeopleSettings, type Settings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { coerceError } from "@devflow/errors";
import type { Logger } from "@devflow/logging";
import { applyPeopleFile } from "./apply-standing.ts";

const everyMs = 2_000;

export interface PeopleRules {
  readonly current: PeopleSettings;
  close(): Promise<void>;
}

/** Raises UsageError for a file that cannot be read at the start. */
export async function openPeopleRules(options: {
  database: Database;
  settings: Settings;
  logger: Logger;
  now: () => Date;
  onChange: (people: PeopleSettings) => void;
}): Promise<PeopleRules> {
  const { database, settings, logger, now, onChange } = options;
  const { peopleFile } = settings.identity;
  let current = loadPeople(settings);
  await applyPeopleFile(database, current, now());
  let work = Promise.resolve();
  const readAgain = async () => {
    try {
      current = loadPeople(settings);
      onChange(current);
      await applyPeopleFile(database, current, now());
      logger.info({ peopleFile }, "the people file was read again");
    } catch (thrown) {
      logger.error({ err: coerceError(thrown) }, "the changed people file is not taken");
    }
  };
  const changed = (found: Stats, before: Stats) => {
    // A file that is not there is told of once, with no times at all.
    if (found.ctimeMs !== before.ctimeMs) work = work.then(readAgain);
  };
  watchFile(peopleFile, { interval: everyMs, persistent: false }, changed);
  return {
    get current() {
      return current;
    },
    async close() {
      unwatchFile(peopleFile, changed);
      await work;
    },
  };
}
