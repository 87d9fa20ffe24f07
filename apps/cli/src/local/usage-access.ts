import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { recordAudit } from "@devflow/audit";
import type { Settings } from "@devflow/config";
import { type Database, isFolderInUse } from "@devflow/database";
import { ExternalError, UsageError } from "@devflow/errors";
import type { OwnerFile } from "@devflow/identity";
import {
  contentKeys,
  readUsage,
  readUsageEvents,
  type UsageEventLevel,
  type UsageGroup,
  type UsageRecord,
} from "@devflow/usage";
import { z } from "zod";
import { requireRunningGateway } from "./administration-access.ts";
import { actorName } from "./experts-access.ts";
import { withLocalDatabase } from "./with-local-index.ts";

interface Days {
  from: string;
  to: string;
}

/** Use of the assistant for a command: in the database, or of the running DevFlow that has the embedded one. */
export interface UsageAccess {
  records(query: Days & { by: UsageGroup }): AsyncIterable<UsageRecord>;
  events(query: Days & { level: UsageEventLevel }): AsyncIterable<object>;
}

/** Raises UsageError when another process has the database that serves no gateway. */
export async function withUsage<T>(
  settings: Settings,
  work: (usage: UsageAccess) => Promise<T>,
): Promise<T> {
  if (settings.databaseUrl === null && isFolderInUse(settings.dataFolder)) {
    return await work(usageOfGateway(await requireRunningGateway(settings.dataFolder)));
  }
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
      ...{ actor: actorName(), action, subject: "usage" },
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

function usageOfGateway(owner: OwnerFile): UsageAccess {
  return {
    async *records(query) {
      // Written by the same version: the gateway is of this folder.
      for await (const line of linesOf(owner, "/v1/usage", { ...query })) yield JSON.parse(line);
    },
    async *events({ level, ...days }) {
      const query = { ...days, content: level === "all" ? "all" : "none" };
      for await (const line of linesOf(owner, "/v1/usage/events", query)) yield JSON.parse(line);
    },
  };
}

const errorSchema = z.object({ error: z.object({ message: z.string() }) });

async function* linesOf(
  { url, key }: OwnerFile,
  path: string,
  query: Readonly<Record<string, string>>,
): AsyncGenerator<string> {
  const response = await fetch(`${url}${path}?${new URLSearchParams(query)}`, {
    headers: { authorization: `Bearer ${key}` },
    redirect: "error",
  }).catch((cause: unknown) => {
    throw gatewayFailed(`the running DevFlow does not answer at ${url}`, cause);
  });
  if (response.status === 400 || response.status === 409) {
    const { error } = errorSchema.parse(await response.json());
    throw new UsageError(error.message, "See `devflow usage --help`.");
  }
  if (!response.ok || response.body === null) {
    throw gatewayFailed(`the running DevFlow answered ${response.status}`);
  }
  yield* createInterface({ input: Readable.fromWeb(response.body), crlfDelay: Infinity });
}

function gatewayFailed(message: string, cause?: unknown): ExternalError {
  return new ExternalError(message, { service: "gateway", retryable: true, cause });
}
