import type { Queryable } from "@devflow/database";
import { z } from "zod";

const dayMs = 86_400_000;
const countSchema = z.object({ people: z.number(), chatting: z.number() });

/** People who used anything of the assistant in the days that end with this moment. */
async function countActive(database: Queryable, from: Date, until: Date) {
  const asked = (feature: string) =>
    `EXISTS (SELECT FROM assist_uses AS used WHERE used.person_id = people.id
              AND used.used_at >= $1 AND used.used_at < $2 ${feature})`;
  const [row] = await database.query(
    `SELECT count(*) FILTER (WHERE ${asked("")} OR EXISTS (
              SELECT FROM served_completions AS served WHERE served.person_id = people.id
               AND served.served_at >= $1 AND served.served_at < $2)) AS people,
            count(*) FILTER (WHERE ${asked("AND used.feature IN ('chat', 'explain', 'voice')")}) AS chatting
       FROM people`,
    [from, until],
  );
  return countSchema.parse(row);
}

export interface ActivePeople {
  weekly: number;
  monthly: number;
  monthlyChat: number;
}

/** Of seven and of 28 days that end with this one, as GitHub counts them. */
export async function readActive(database: Queryable, until: Date): Promise<ActivePeople> {
  const before = (days: number) => new Date(until.getTime() - days * dayMs);
  const weekly = await countActive(database, before(7), until);
  const monthly = await countActive(database, before(28), until);
  return { weekly: weekly.people, monthly: monthly.people, monthlyChat: monthly.chatting };
}
