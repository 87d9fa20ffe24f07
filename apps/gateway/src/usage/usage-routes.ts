import { recordAudit } from "@devflow/audit";
import type { Caller } from "@devflow/identity";
import {
  contentKeys,
  dayOf,
  isDay,
  mostDays,
  readUsage,
  readUsageEvents,
  setMayKeepContent,
  type UsageEventQuery,
  usageGroups,
} from "@devflow/usage";
import { z } from "zod";
import type { GatewayServices } from "../gateway-services.ts";
import { GatewayError } from "../http/gateway-error.ts";
import { defineRoute, type Route } from "../http/route.ts";

const noDay = "is no day such as 2026-11-22";
const day = z.iso.date(noDay).refine(isDay, noDay);

const range = {
  day: day.optional().describe("A UTC day; default yesterday, the last whole one."),
  from: day.optional().describe(`Instead of \`day\`: the first of at most ${mostDays} days.`),
  to: day.optional().describe("The last of them; default `from`."),
};

const usageQuery = z.object({
  ...range,
  by: z
    .enum(usageGroups)
    .optional()
    .describe("A record a day for all (default), or for each person, team, language and so on."),
});

const eventQuery = z.object({
  ...range,
  content: z
    .enum(["none", "all"])
    .optional()
    .describe(
      "`all`: with the texts that are kept. For administrators, and told in the audit log.",
    ),
});

/** A day of 200,000 completions takes seconds; a month of them minutes. */
const timeoutMs = 600_000;
const ndjson = "application/x-ndjson";
const answer = { type: `${ndjson}; charset=utf-8`, headers: { "cache-control": "no-store" } };
/** Of events that are held in memory at once. */
const pageEvents = 1_000;

/** What the assistant is used for: leads and administrators see everybody, others themselves. */
export function usageRoutes({ parts }: Pick<GatewayServices, "parts">): Route[] {
  const { database, settings } = parts;
  const keys = contentKeys(settings.contentKeys);
  const tell = (caller: Caller, action: "usage.exported" | "content.read", details: object) =>
    recordAudit(database, {
      actor: caller.name,
      action,
      subject: "usage",
      details: { ...details },
    });
  return [
    defineRoute({
      method: "GET",
      path: "/v1/usage",
      operation: "getUsage",
      summary: "Use of the assistant by day, a record a line, with the fields of GitHub's reports.",
      description:
        "Our own measures stand under `devflow`. Whoever is neither lead nor administrator gets their own records.",
      scope: "usage",
      rate: "light",
      timeoutMs,
      query: usageQuery,
      answerText: ndjson,
      async handle({ caller, query: { by, ...asked } }) {
        const days = daysAsked(asked);
        const isOwn = caller.role === "developer";
        const query = isOwn
          ? { ...days, by: "person" as const, personId: caller.personId }
          : { ...days, by: by ?? "all", personId: null };
        if (!isOwn) await tell(caller, "usage.exported", { ...days, by: query.by });
        return { lines: linesOf(readUsage(database, query)), ...answer };
      },
    }),
    defineRoute({
      method: "GET",
      path: "/v1/usage/events",
      operation: "getUsageEvents",
      summary: "What was asked and what became of it, an event a line, without code.",
      description:
        "Each event has a version of its own. Whoever is neither lead nor administrator gets their own.",
      scope: "usage",
      rate: "light",
      timeoutMs,
      query: eventQuery,
      answerText: ndjson,
      errors: [409],
      async handle({ caller, query: { content, ...asked } }) {
        const days = daysAsked(asked);
        const isWhole = content === "all";
        if (isWhole) refuseContent(caller, settings.keepContentDays);
        const personId = caller.role === "developer" ? caller.personId : null;
        if (isWhole) await tell(caller, "content.read", days);
        else if (personId === null) await tell(caller, "usage.exported", { ...days, events: true });
        const level = isWhole ? "all" : "noCode";
        return { lines: linesOf(eventsOf({ ...days, personId, level })), ...answer };
      },
    }),
    contentChoiceRoute(parts),
  ];

  async function* eventsOf(query: Omit<UsageEventQuery, "after" | "limit">) {
    for (let after: string | null = null; ; ) {
      const page = await readUsageEvents(database, { ...query, keys, after, limit: pageEvents });
      yield* page.events;
      if (page.next === null) return;
      after = page.next;
    }
  }
}

/** A person's own word on whether what they write may be kept and learned from. */
function contentChoiceRoute({ database }: GatewayServices["parts"]): Route {
  const choice = z.object({ allowed: z.boolean() });
  return defineRoute({
    method: "PUT",
    path: "/v1/me/content",
    operation: "chooseContent",
    summary: "Whether your texts may be kept for training. `false` deletes those that are there.",
    description: "Texts are kept only where the operator says so at all; this cannot switch it on.",
    scope: "usage",
    rate: "light",
    body: choice.meta({ id: "ContentChoice" }),
    answer: choice.extend({ deleted: z.int().min(0) }).meta({ id: "ContentChosen" }),
    async handle({ caller, body: { allowed } }) {
      const deleted = await setMayKeepContent(database, caller, allowed);
      return { body: { allowed, deleted } };
    },
  });
}

function refuseContent(caller: Caller, keepContentDays: number): void {
  if (caller.role !== "admin" || !caller.scopes.has("admin")) {
    throw new GatewayError(403, "Texts are for administrators, with a token of scope admin.", {
      code: "missing_scope",
    });
  }
  if (keepContentDays > 0) return;
  throw new GatewayError(409, "No text is kept here: ASSISTANT_KEEP_CONTENT_DAYS is 0.", {
    code: "no_content_kept",
  });
}

type AskedDays = Partial<Record<"day" | "from" | "to", string | undefined>>;

/** Raises GatewayError 400 for both ways at once, and for more days than one asks for at once. */
function daysAsked({ day, from, to }: AskedDays): { from: string; to: string } {
  const isBoth = day !== undefined && (from !== undefined || to !== undefined);
  const first = day ?? from ?? to ?? dayOf(new Date(Date.now() - 86_400_000));
  const last = day ?? to ?? first;
  const count = (Date.parse(last) - Date.parse(first)) / 86_400_000 + 1;
  if (!isBoth && count >= 1 && count <= mostDays) return { from: first, to: last };
  throw new GatewayError(
    400,
    `Give day, or from and to, the first one first, of ${mostDays} days.`,
    {
      code: "invalid_days",
    },
  );
}

async function* linesOf(items: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const item of items) yield `${JSON.stringify(item)}\n`;
}
