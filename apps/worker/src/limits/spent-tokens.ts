import type { Database } from "@devflow/database";
import { z } from "zod";

/** Which pull request pays. */
export interface Payer {
  repositoryId: number;
  pullNumber: number;
}

/** Tokens of a repository since midnight UTC, and of one pull request in its whole life. */
export interface Spent {
  today: number;
  ofPull: number;
}

const today = "(now() AT TIME ZONE 'UTC')::date";

export async function addSpent(
  database: Database,
  { repositoryId, pullNumber }: Payer,
  tokens: number,
): Promise<void> {
  await database.query(
    `INSERT INTO spent_tokens (repository_id, pull_number, day, tokens)
     VALUES ($1, $2, ${today}, $3)
     ON CONFLICT (repository_id, pull_number, day)
     DO UPDATE SET tokens = spent_tokens.tokens + $3`,
    [repositoryId, pullNumber, tokens],
  );
}

const spentSchema = z
  .object({ today: z.number(), of_pull: z.number() })
  .transform((row): Spent => ({ today: row.today, ofPull: row.of_pull }));

export async function readSpent(
  database: Database,
  { repositoryId, pullNumber }: Payer,
): Promise<Spent> {
  const [row] = await database.query(
    `SELECT coalesce(sum(tokens) FILTER (WHERE day = ${today}), 0)::float8 AS today,
            coalesce(sum(tokens) FILTER (WHERE pull_number = $2), 0)::float8 AS of_pull
       FROM spent_tokens
      WHERE repository_id = $1 AND (day = ${today} OR pull_number = $2)`,
    [repositoryId, pullNumber],
  );
  return spentSchema.parse(row);
}
