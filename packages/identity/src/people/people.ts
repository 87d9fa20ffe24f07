import { type AuditAction, type AuditEntry, appendAudit } from "@devflow/audit";
import type { Database, Queryable } from "@devflow/database";
import { UsageError } from "@devflow/errors";
import { tellChange } from "../changes.ts";
import { forgetLogin } from "./github-logins.ts";
import { localIssuer } from "./local-person.ts";
import { nameOf, type Person, personColumns, personSchema } from "./person.ts";

/** Of one list: who shows so many says that there may be more. */
export const mostListedPeople = 10_000;

/** Everybody who ever signed in, and the person of this machine; newest sign-in first. */
export async function listPeople(database: Queryable): Promise<Person[]> {
  const rows = await database.query(
    `SELECT ${personColumns} FROM people ORDER BY signed_in_at DESC NULLS LAST, id LIMIT ${mostListedPeople}`,
  );
  return rows.map((row) => personSchema.parse(row));
}

/**
 * One person by number, GitHub login, e-mail address or subject. Raises UsageError where there is
 * none, or where the words fit several.
 */
export async function requirePerson(database: Queryable, words: string): Promise<Person> {
  const rows = await database.query(
    `SELECT ${personColumns} FROM people
      WHERE id::text = $1 OR lower(github_login) = lower($1) OR lower(email) = lower($1) OR subject = $1
      ORDER BY id LIMIT 2`,
    [words],
  );
  const [row, other] = rows;
  if (row !== undefined && other === undefined) return personSchema.parse(row);
  throw new UsageError(
    `${row === undefined ? "nobody is" : "several people are"} known as ${JSON.stringify(words.slice(0, 100))}`,
    "Take the number from `devflow people list`.",
  );
}

/** Locks somebody out at once, with all of their tokens, or lets them in again. */
export function setDisabled(
  database: Database,
  change: { person: string; isDisabled: boolean; actor: string; isSure?: boolean },
  now = new Date(),
): Promise<Person> {
  return database.transaction(async (transaction) => {
    const person = await requirePerson(transaction, change.person);
    if ((person.disabledAt !== null) === change.isDisabled) return person;
    if (change.isDisabled && person.issuer === localIssuer && change.isSure !== true) {
      throw new UsageError(
        "this is the person of this machine, its administrator: all tokens that were made here end with it",
        "Say `devflow people disable local --yes` on the machine. `devflow tokens revoke` takes a single token away.",
      );
    }
    const disabledAt = change.isDisabled ? now : null;
    await transaction.query("UPDATE people SET disabled_at = $2 WHERE id = $1", [
      person.id,
      disabledAt,
    ]);
    const action: AuditAction = change.isDisabled ? "person.disabled" : "person.enabled";
    const details = { name: nameOf(person), issuer: person.issuer };
    const entry = { actor: change.actor, action, subject: `person ${person.id}`, details };
    await appendAudit(transaction, entry, now);
    await tellChange(transaction, person.id);
    return { ...person, disabledAt };
  });
}

/**
 * Says which GitHub account a person has, or takes it away (null): from then on they may read what
 * that account may read. The login is taken as the account that has it at its next use, also where it
 * was another's before. Raises UsageError for somebody who signs in with GitHub itself.
 */
export function linkGitHub(
  database: Database,
  change: { person: string; login: string | null; actor: string },
  now = new Date(),
): Promise<Person> {
  return database.transaction(async (transaction) => {
    const person = await requirePerson(transaction, change.person);
    if (person.issuer === "github") {
      throw new UsageError(
        "this person signs in with GitHub, which says who they are",
        "Link people of another identity provider, or `local`. A login that changed hands: `devflow people relink`.",
      );
    }
    if (change.login !== null) await forgetLogin(transaction, change.login);
    await transaction.query("UPDATE people SET github_login = $2, github_id = NULL WHERE id = $1", [
      person.id,
      change.login,
    ]);
    const details = { from: person.githubLogin, to: change.login };
    const entry: AuditEntry = {
      actor: change.actor,
      action: "person.linked",
      subject: `person ${person.id}`,
      details,
    };
    await appendAudit(transaction, entry, now);
    await tellChange(transaction, person.id);
    return { ...person, githubLogin: change.login, githubId: null };
  });
}

/**
 * Removes a person with everything that is stored of them: tokens, sessions, use, quotas, kept texts.
 * Entries of the audit log stay. Raises UsageError for the person of this machine. Whoever may still
 * sign in comes back as somebody new.
 */
export function removePerson(
  database: Database,
  change: { person: string; actor: string },
  now = new Date(),
): Promise<Person> {
  return database.transaction(async (transaction) => {
    const person = await requirePerson(transaction, change.person);
    if (person.issuer === localIssuer) {
      throw new UsageError(
        "the person of this machine stays: its commands are done in that name",
        "Take single tokens away with `devflow tokens revoke`.",
      );
    }
    // What is stored of a person goes with their row: every table refers to it ON DELETE CASCADE.
    await transaction.query("DELETE FROM people WHERE id = $1", [person.id]);
    const details = { name: nameOf(person), issuer: person.issuer };
    const subject = `person ${person.id}`;
    const entry: AuditEntry = { actor: change.actor, action: "person.removed", subject, details };
    await appendAudit(transaction, entry, now);
    await tellChange(transaction, person.id);
    return person;
  });
}
