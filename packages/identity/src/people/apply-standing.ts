import { appendAudit } from "@devflow/audit";
import type { PeopleSettings } from "@devflow/config";
import type { Database, Queryable } from "@devflow/database";
import { z } from "zod";
import { tellChange } from "../changes.ts";
import { isOursBy, standingOf } from "./standing.ts";

const rowSchema = z.object({
  id: z.number(),
  issuer: z.string(),
  role: z.string(),
  teams: z.array(z.string()),
  groups: z.array(z.string()),
  left_at: z.date().nullable(),
});

/**
 * Brings everybody whose groups are known to what the people file says of them now; they are what it
 * says with their next request. People whom the provider gave up (`left_at` without a group that is
 * missing) stay out until they sign in.
 */
export async function applyPeopleFile(
  database: Database,
  people: PeopleSettings,
  now: Date,
): Promise<void> {
  const rows = await database.query(
    "SELECT id, issuer, role, teams, groups, left_at FROM people WHERE groups IS NOT NULL",
  );
  for (const row of rows) {
    if (changeOf(rowSchema.parse(row), people) === null) continue;
    await database.transaction(async (transaction) => {
      const [locked] = await transaction.query(
        `SELECT id, issuer, role, teams, groups, left_at FROM people
          WHERE id = $1 AND groups IS NOT NULL FOR UPDATE`,
        [row.id],
      );
      if (locked !== undefined) await applyTo(transaction, rowSchema.parse(locked), people, now);
    });
  }
}

type Row = z.output<typeof rowSchema>;

function changeOf(row: Row, people: PeopleSettings) {
  const standing = standingOf(row.groups, isOursBy(row.issuer, row.groups), people);
  const isSame =
    standing.role === row.role &&
    standing.teams.join("\n") === [...row.teams].sort().join("\n") &&
    standing.isAllowed === (row.left_at === null);
  return isSame ? null : standing;
}

/** In the transaction that holds the person's row. */
export async function applyTo(
  transaction: Queryable,
  row: Row,
  people: PeopleSettings,
  now: Date,
): Promise<void> {
  const standing = changeOf(row, people);
  if (standing === null) return;
  const { role, teams, isAllowed } = standing;
  const leftAt = isAllowed ? null : (row.left_at ?? now);
  await transaction.query("UPDATE people SET role = $2, teams = $3, left_at = $4 WHERE id = $1", [
    row.id,
    role,
    teams,
    leftAt,
  ]);
  const details = { from: { role: row.role, teams: row.teams }, to: { role, teams, isAllowed } };
  const subject = `person ${row.id}`;
  await appendAudit(
    transaction,
    { actor: "people file", action: "person.regrouped", subject, details },
    now,
  );
  await tellChange(transaction, row.id);
}
