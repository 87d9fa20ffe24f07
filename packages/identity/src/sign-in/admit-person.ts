import { appendAudit } from "@devflow/audit";
import type { PeopleSettings } from "@devflow/config";
import type { Queryable } from "@devflow/database";
import { tellChange } from "../changes.ts";
import { pinLogin } from "../people/github-logins.ts";
import { nameOf, type Person, personColumns, personSchema } from "../people/person.ts";
import { standingOf } from "../people/standing.ts";
import { type ProvenPerson, SignInRefusal } from "./provider.ts";

/**
 * The person of a proven sign-in, with role and teams as their groups say now. Raises SignInRefusal
 * for somebody who may not come in. Somebody is known by issuer and subject only: an e-mail address
 * or a login never makes two sign-ins one person.
 */
export async function admitPerson(
  transaction: Queryable,
  proven: ProvenPerson,
  people: PeopleSettings,
  now: Date,
): Promise<Person> {
  const who = nameOf(proven);
  const standing = standingOf(proven.groups, proven.isOurs, people);
  if (!standing.isAllowed) {
    throw new SignInRefusal(
      "not_allowed",
      "You are not in a group that may use DevFlow here.",
      who,
    );
  }
  // A login that an administrator linked stays where the provider names none.
  const [row] = await transaction.query(
    `INSERT INTO people (issuer, subject, display_name, email, github_login, github_id, role, teams, groups, signed_in_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (issuer, subject) DO UPDATE SET
       display_name = excluded.display_name,
       email = excluded.email,
       github_login = coalesce(excluded.github_login, people.github_login),
       github_id = CASE
         WHEN excluded.github_login IS NULL THEN people.github_id
         WHEN excluded.github_id IS NULL AND lower(excluded.github_login) = lower(people.github_login)
           THEN people.github_id
         ELSE excluded.github_id END,
       role = excluded.role,
       teams = excluded.teams,
       groups = excluded.groups,
       left_at = NULL,
       signed_in_at = CASE WHEN people.disabled_at IS NULL THEN excluded.signed_in_at ELSE people.signed_in_at END
     RETURNING ${personColumns}`,
    [
      proven.issuer,
      proven.subject,
      proven.displayName.slice(0, 200),
      proven.email,
      proven.githubLogin,
      proven.githubId,
      standing.role,
      standing.teams,
      proven.groups,
      now,
    ],
  );
  const person = personSchema.parse(row);
  // After the person's row, which a recheck takes first, too: neither waits for the other for ever.
  await requireOwnLogin(transaction, proven, now);
  if (person.disabledAt !== null) {
    throw new SignInRefusal("disabled", "Your account is disabled here.", who);
  }
  const details = { issuer: person.issuer, role: person.role, teams: person.teams };
  const subject = `person ${person.id}`;
  await appendAudit(transaction, { actor: who, action: "person.signed_in", subject, details }, now);
  await tellChange(transaction, person.id);
  return person;
}

/** GitHub names login and account together; of others the account is asked with the first use of the login. */
async function requireOwnLogin(
  transaction: Queryable,
  { githubLogin: login, githubId }: Pick<ProvenPerson, "githubLogin" | "githubId">,
  now: Date,
): Promise<void> {
  if (login === null || githubId === null) return;
  if (await pinLogin(transaction, { login, githubId }, now)) return;
  throw new SignInRefusal(
    "login_changed",
    `The GitHub login ${login} was another account's when it was first used here. An administrator can take it as yours: devflow people relink ${login}`,
    login,
  );
}

/** Somebody who came in before and may not any more: their editors and tokens end with it. */
export async function shutOut(
  transaction: Queryable,
  { issuer, subject, groups }: ProvenPerson,
  now: Date,
): Promise<void> {
  const [row] = await transaction.query<{ id: number }>(
    `UPDATE people SET groups = $3, left_at = coalesce(left_at, $4)
      WHERE issuer = $1 AND subject = $2 RETURNING id`,
    [issuer, subject, groups, now],
  );
  if (row !== undefined) await tellChange(transaction, row.id);
}
