/**
 * Which account a GitHub login is.
 *
 * Wanted: a login that was given up and registered by somebody else gives them nothing of who had it
 * before: neither what that person may read, nor what the people file gives the login.
 * Design: the account's number is written down the first time that a login gives access, by a sign-in
 * or by GitHub's word about what it may read. Another account under that login is refused from then
 * on, until an administrator takes the login as it is. The row stays when a person is removed.
 * Race accepted: a login that changes hands between an administrator's link and its first use.
 */
import { appendAudit } from "@devflow/audit";
import type { Database, Queryable } from "@devflow/database";
import { UsageError } from "@devflow/errors";
import { z } from "zod";
import { tellChange } from "../changes.ts";

const rowSchema = z.object({ github_id: z.number(), other_id: z.number().nullable() });

/** Pins the login where it is new; false where it is another account's. */
export async function pinLogin(
  queryable: Queryable,
  { login, githubId }: { login: string; githubId: number },
  now: Date,
): Promise<boolean> {
  return (await pinned(queryable, login, githubId, now)).github_id === githubId;
}

async function pinned(queryable: Queryable, login: string, githubId: number, now: Date) {
  const read = async () => {
    const rows = await queryable.query(
      "SELECT github_id, other_id FROM github_logins WHERE login = lower($1)",
      [login],
    );
    return rows[0] && rowSchema.parse(rows[0]);
  };
  const known = await read();
  if (known !== undefined) return known;
  await queryable.query(
    `INSERT INTO github_logins (login, github_id, pinned_at) VALUES (lower($1), $2, $3)
     ON CONFLICT DO NOTHING`,
    [login, githubId, now],
  );
  return (await read()) ?? { github_id: githubId, other_id: null };
}

/**
 * Whether a login that people are linked to is still the account that it was, by what GitHub says now.
 * That it is not is told once in the audit log, and those people see it until it is put right.
 */
export async function holdLogin(
  database: Database,
  { login, githubId }: { login: string; githubId: number },
  now: Date,
): Promise<boolean> {
  const known = await pinned(database, login, githubId, now);
  const isSame = known.github_id === githubId;
  if (known.other_id === (isSame ? null : githubId)) return isSame;
  await database.transaction(async (transaction) => {
    const rows = await transaction.query(
      `UPDATE github_logins SET other_id = $3, other_seen_at = $4
        WHERE login = lower($1) AND github_id = $2 AND other_id IS DISTINCT FROM $3 RETURNING 1 AS one`,
      [login, known.github_id, isSame ? null : githubId, isSame ? null : now],
    );
    if (rows.length === 0) return;
    await tellHolders(transaction, login);
    if (isSame) return;
    const subject = `GitHub login ${login}`;
    const details = { account: known.github_id, now: githubId };
    await appendAudit(
      transaction,
      { actor: "devflow", action: "login.changed", subject, details },
      now,
    );
  });
  return isSame;
}

async function tellHolders(transaction: Queryable, login: string): Promise<void> {
  const people = await transaction.query<{ id: number }>(
    "SELECT id FROM people WHERE lower(github_login) = lower($1)",
    [login],
  );
  for (const { id } of people) await tellChange(transaction, id);
}

/**
 * Takes a login as the account that has it from now on. Who signed in with GitHub as the account before
 * has to sign in again. Raises UsageError for a login that is held to no account.
 */
export function relinkLogin(
  database: Database,
  { login, actor }: { login: string; actor: string },
  now = new Date(),
): Promise<{ login: string; account: number }> {
  return database.transaction(async (transaction) => {
    const account = await forgetLogin(transaction, login);
    if (account === null) {
      throw new UsageError(
        `no account is held to the GitHub login ${login}`,
        "It is taken as it is with its first use: nothing is to be done.",
      );
    }
    await transaction.query(
      `UPDATE people SET groups = NULL, left_at = $3
        WHERE issuer = 'github' AND lower(github_login) = lower($1) AND github_id = $2`,
      [login, account, now],
    );
    await tellHolders(transaction, login);
    const subject = `GitHub login ${login}`;
    const details = { account };
    await appendAudit(transaction, { actor, action: "login.relinked", subject, details }, now);
    return { login, account };
  });
}

/** Its next use pins it anew. Gives the account that it was held to. */
export async function forgetLogin(transaction: Queryable, login: string): Promise<number | null> {
  const [row] = await transaction.query<{ github_id: number }>(
    "DELETE FROM github_logins WHERE login = lower($1) RETURNING github_id",
    [login],
  );
  return row?.github_id ?? null;
}
