/**
 * Use of the assistant, day by day.
 *
 * Properties wanted: a number is the same whenever it is asked for, once a day is settled; what is told
 * twice counts once; a share is never above one. Design: nothing is counted beforehand. A day's rows are
 * read as they stand and counted by the database; events belong to the day on which their completion was
 * served, so a text accepted before midnight and looked at after it is one of yesterday's. Rows are keyed
 * by what they tell, so a repeated one is the same row.
 * A day is settled one day after its end: later events are not counted.
 */
import type { Queryable } from "@devflow/database";
import { z } from "zod";
import { activityOfAssist, activityOfCompletions, sumOf } from "./activity.ts";
import { breakdownsOf } from "./breakdowns.ts";
import { boundsOf, daysOf } from "./day.ts";
import { assistMeasures, completionMeasures } from "./measures.ts";
import type { UsageQuery, UsageRecord } from "./model.ts";
import { readActive } from "./read-active.ts";
import { type AssistCounts, readAssistCounts } from "./read-assist-counts.ts";
import { type CompletionCounts, readCompletionCounts } from "./read-completion-counts.ts";
import { readFilters } from "./read-filters.ts";
import {
  type CompletionLatencies,
  readAssistLatencies,
  readCompletionLatencies,
  type Span,
} from "./read-latencies.ts";

/** GitHub's reports name the enterprise that they are about; an installation is one. */
const enterpriseId = "devflow";

/** The records of each day in turn. Raises UsageError for days that are none. */
export async function* readUsage(
  database: Queryable,
  query: UsageQuery,
): AsyncGenerator<UsageRecord> {
  for (const day of daysOf(query.from, query.to)) yield* recordsOfDay(database, day, query);
}

interface Group {
  key: string | null;
  completions: CompletionCounts[];
  assist: AssistCounts[];
  filters: Readonly<Record<string, number>>;
  latencies: CompletionLatencies | undefined;
  assistLatencies: Parameters<typeof assistMeasures>[1];
}

async function* recordsOfDay(
  database: Queryable,
  day: string,
  { by, personId }: UsageQuery,
): AsyncGenerator<UsageRecord> {
  const span = { ...boundsOf(day), by, personId };
  const groups = await readGroups(database, span);
  // A day without use is told of, too.
  if (by === "all" && groups.length === 0) groups.push(emptyGroup);
  const logins = by === "person" ? await readLogins(database, groups) : new Map<string, string>();
  for (const group of groups) {
    const record = recordOf(day, group, by === "person");
    const people = peopleOf(group);
    if (by === "person") {
      yield { ...record, ...personFields(group, logins) };
    } else if (by === "all") {
      const active = await readActive(database, span.until);
      yield {
        ...record,
        daily_active_users: people.all.size,
        weekly_active_users: active.weekly,
        monthly_active_users: active.monthly,
        monthly_active_chat_users: active.monthlyChat,
        monthly_active_agent_users: 0,
        daily_active_copilot_code_review_users: people.reviewing.size,
      };
    } else yield { ...record, [by]: group.key, daily_active_users: people.all.size };
  }
}

const emptyGroup: Group = {
  key: "",
  ...{ completions: [], assist: [], filters: {}, latencies: undefined, assistLatencies: undefined },
};

async function readGroups(database: Queryable, span: Span): Promise<Group[]> {
  const completions = Map.groupBy(await readCompletionCounts(database, span), ({ key }) => key);
  const assist = Map.groupBy(await readAssistCounts(database, span), ({ key }) => key);
  const filters = await readFilters(database, span);
  const latencies = await readCompletionLatencies(database, span);
  const assistLatencies = await readAssistLatencies(database, span);
  const keys = [...new Set([...completions.keys(), ...assist.keys()])].sort(byKey);
  return keys.map((key) => ({
    key,
    completions: completions.get(key) ?? [],
    assist: assist.get(key) ?? [],
    filters: filters.get(key) ?? {},
    latencies: latencies.get(key),
    assistLatencies: assistLatencies.get(key),
  }));
}

/** People by their number, everything else by its name; who has none comes last. */
function byKey(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return a.localeCompare(b, "en", { numeric: true });
}

function recordOf(day: string, group: Group, withVersions: boolean): UsageRecord {
  const activities = [
    ...group.completions.map(activityOfCompletions),
    ...group.assist.flatMap((row) => activityOfAssist(row) ?? []),
  ];
  return {
    day,
    enterprise_id: enterpriseId,
    ...sumOf(activities),
    ...breakdownsOf(activities, withVersions),
    devflow: {
      version: 1,
      completions: completionMeasures(group.completions, group.filters, group.latencies),
      assist: assistMeasures(group.assist, group.assistLatencies),
    },
  };
}

function peopleOf({ completions, assist }: Group) {
  const reviews = assist.filter(({ feature }) => feature === "review");
  return {
    all: new Set([...completions, ...assist].map(({ person_id }) => person_id)),
    reviewing: new Set(reviews.map(({ person_id }) => person_id)),
  };
}

function personFields({ key, assist }: Group, logins: ReadonlyMap<string, string>) {
  const used = (...features: string[]) => assist.some(({ feature }) => features.includes(feature));
  return {
    user_id: Number(key),
    user_login: logins.get(key ?? "") ?? "",
    used_agent: false,
    used_chat: used("chat", "explain", "voice"),
    used_cli: false,
    used_copilot_code_review_active: used("review"),
    used_copilot_code_review_passive: false,
  };
}

const loginSchema = z.object({ id: z.string(), login: z.string() });

/** As the audit log names people. */
async function readLogins(
  database: Queryable,
  groups: readonly Group[],
): Promise<Map<string, string>> {
  const rows = await database.query(
    `SELECT id::text AS id, coalesce(github_login, email, subject) AS login
       FROM people WHERE id = ANY($1::bigint[])`,
    [groups.map(({ key }) => Number(key))],
  );
  return new Map(rows.map((row) => loginSchema.parse(row)).map(({ id, login }) => [id, login]));
}
