import { machineUser, recordAudit } from "@devflow/audit";
import type { Settings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { UsageError } from "@devflow/errors";
import {
  contentKeys,
  readUsage,
  readUsageEvents,
  type UsageEventLevel,
  type UsageGroup,
  type UsageRecord,
} from "@devflow/usage";
import { withLocalDatabase } from "./with-local-index.ts";

interface Days {
  from: string;
  to: string;
}

/** Use of the assistant for a command. */
export interface UsageAccess {
  records(query: Days & { by: UsageGroup }): AsyncIterable<UsageRecord>;
  events(query: Days & { level: UsageEventLevel }): AsyncIterable<object>;
}

export async function withUsage<T>(
  settings: Settings,
  work: (usage: UsageAccess) => Promise<T>,
): Promise<T> {
  return withLocalDatabase(settings, (database) => work(usageOfDatabase(database, settings)));
}

/** Events that are held in memory at once. */
const pageEvents = 1_000;

function usageOfDatabase(
  database: Database,
  settings: Pick<Settings, "keepContentDays" | "contentKeys">,
): UsageAccess {
  const tell = (action: "usage.exported" | "content.read", details: object) =>
    recordAudit(database, {
      ...{ actor: machineUser(), action, subject: "usage" },
      details: { way: "command line", ...details },
    });
  return {
    async *records(query) {
      await tell("usage.exported", query);
      yield* readUsage(database, { ...query, personId: null });
    },
    async *events({ level, ...days }) {
      if (level === "all" && settings.keepContentDays === 0) {
        throw new UsageError("no text is kept here", "Set ASSISTANT_KEEP_CONTENT_DAYS first.");
      }
      await tell(level === "all" ? "content.read" : "usage.exported", { ...days, events: true });
      const keys = contentKeys(settings.contentKeys);
      const query = { ...days, level, personId: null, limit: pageEvents, keys };
      for (let after: string | null = null; ; ) {
        const page = await readUsageEvents(database, { ...query, after });
        yield* page.events;
        if (page.next === null) return;
        after = page.next;
      }
    },
  };
}
