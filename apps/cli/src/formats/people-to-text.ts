import type { NewTokenJson, PersonJson, TokenJson } from "@devflow/identity";

const day = (time: string) => time.slice(0, 10);

/** The token on a line of its own, so that it can be copied. */
export function newTokenToText({ token, name, scopes, expires_at }: NewTokenJson): string {
  return `${token}\n\n${name} may ${scopes.join(", ")} until ${day(expires_at)}. It is not shown again.\n`;
}

export function tokensToText(tokens: readonly TokenJson[]): string {
  if (tokens.length === 0) return "There are no tokens: `devflow tokens create --name laptop`.\n";
  const rows = tokens.map((token) => [
    token.id,
    token.name,
    `${token.person} (${token.person_id})`,
    token.kind,
    token.scopes.join(","),
    token.last_used_at === null ? "never" : day(token.last_used_at),
    stateOf(token),
  ]);
  return table([["id", "name", "person", "kind", "scopes", "last used", "state"], ...rows]);
}

export function peopleToText(people: readonly PersonJson[]): string {
  if (people.length === 0) return "Nobody has signed in yet.\n";
  const rows = people.map((person) => [
    String(person.id),
    person.name,
    person.github_login ?? "-",
    person.role,
    person.teams.join(",") || "-",
    person.issuer,
    person.disabled_at === null ? lastSignIn(person) : `disabled ${day(person.disabled_at)}`,
  ]);
  return table([["person", "name", "github", "role", "teams", "from", "state"], ...rows]);
}

function lastSignIn({ signed_in_at }: PersonJson): string {
  return signed_in_at === null ? "-" : `signed in ${day(signed_in_at)}`;
}

/** What it is first, then when. */
function stateOf({ state, revoked_at, expires_at }: TokenJson): string {
  if (state === "revoked") return `revoked ${day(revoked_at ?? expires_at)}`;
  if (state === "expired") return `expired ${day(expires_at)}`;
  return state === "disabled" ? "its person is disabled" : `until ${day(expires_at)}`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, at) => cell.padEnd(widths[at] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
