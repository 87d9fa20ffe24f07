import type { Database } from "@devflow/database";
import { UsageError } from "@devflow/errors";
import { z } from "zod";
import type { Scope } from "./model.ts";
import { relinkLogin } from "./people/github-logins.ts";
import {
  linkGitHub,
  listPeople,
  removePerson,
  requirePerson,
  setDisabled,
} from "./people/people.ts";
import { nameOf, type Person } from "./people/person.ts";
import { type AccessToken, scopesSchema } from "./tokens/access-token.ts";
import { createToken } from "./tokens/create-token.ts";
import { listTokens, type OwnedToken } from "./tokens/list-tokens.ts";
import { revokeToken } from "./tokens/revoke-token.ts";

const time = z.iso.datetime();

/** A person as commands print and the gateway answers. */
export const personJson = z
  .object({
    id: z.int(),
    name: z.string(),
    issuer: z.string(),
    subject: z.string(),
    display_name: z.string(),
    email: z.string().nullable(),
    github_login: z.string().nullable(),
    role: z.enum(["developer", "lead", "admin"]),
    teams: z.array(z.string()),
    signed_in_at: time.nullable(),
    disabled_at: time.nullable(),
  })
  .meta({ id: "Person" });
export type PersonJson = z.output<typeof personJson>;

/** A token as commands print and the gateway answers, without the token. */
export const tokenJson = z
  .object({
    id: z.string(),
    person_id: z.int(),
    person: z.string().describe("The person's name, as lists show it."),
    state: z
      .enum(["valid", "expired", "revoked", "disabled"])
      .describe("What becomes of a request with it: `disabled` when its person is locked out."),
    kind: z.enum(["personal", "editor", "browser"]),
    name: z.string(),
    scopes: scopesSchema,
    created_at: time,
    expires_at: time,
    last_used_at: time.nullable(),
    revoked_at: time.nullable(),
  })
  .meta({ id: "Token" });
export type TokenJson = z.output<typeof tokenJson>;

/** With the token's text, which is shown this once. */
export const newTokenJson = tokenJson.extend({ token: z.string() }).meta({ id: "NewToken" });
export type NewTokenJson = z.output<typeof newTokenJson>;

/** What an administrator does with people and tokens: here, or over a gateway that has the database. */
export interface Administration {
  listPeople(): Promise<PersonJson[]>;
  /**
   * A person is a number, a GitHub login, an e-mail address or a subject. Raise UsageError, also for the
   * person of this machine unless `isSure`.
   */
  setDisabled(person: string, isDisabled: boolean, isSure?: boolean): Promise<PersonJson>;
  linkGitHub(person: string, login: string | null): Promise<PersonJson>;
  /** Takes a GitHub login as the account that has it now; gives the one that it was held to. Raises UsageError. */
  relinkLogin(login: string): Promise<{ login: string; account: number }>;
  /** With all that is stored of them, but for the audit log. */
  removePerson(person: string): Promise<PersonJson>;
  createToken(request: {
    person: string;
    name: string;
    scopes: readonly Scope[];
    days: number;
  }): Promise<NewTokenJson>;
  /** Of one person, or of everybody. */
  listTokens(person: string | null): Promise<TokenJson[]>;
  /** Null where there is none with this id. */
  revokeToken(id: string): Promise<TokenJson | null>;
}

function toPersonJson(person: Person): PersonJson {
  return {
    id: person.id,
    name: nameOf(person),
    issuer: person.issuer,
    subject: person.subject,
    display_name: person.displayName,
    email: person.email,
    github_login: person.githubLogin,
    role: person.role,
    teams: person.teams,
    signed_in_at: person.signedInAt?.toISOString() ?? null,
    disabled_at: person.disabledAt?.toISOString() ?? null,
  };
}

function toTokenJson(token: OwnedToken, now = new Date()): TokenJson {
  return {
    id: token.id,
    person_id: token.personId,
    person: token.person.name,
    state: stateOf(token, now),
    kind: token.kind,
    name: token.name,
    scopes: token.scopes,
    created_at: token.createdAt.toISOString(),
    expires_at: token.expiresAt.toISOString(),
    last_used_at: token.lastUsedAt?.toISOString() ?? null,
    revoked_at: token.revokedAt?.toISOString() ?? null,
  };
}

function stateOf({ revokedAt, expiresAt, person }: OwnedToken, now: Date): TokenJson["state"] {
  if (revokedAt !== null) return "revoked";
  if (expiresAt <= now) return "expired";
  return person.isLockedOut ? "disabled" : "valid";
}

function ownedBy(token: AccessToken, person: Person): OwnedToken {
  return { ...token, person: { name: nameOf(person), isLockedOut: person.disabledAt !== null } };
}

/** On the database itself. `actor` stands in the audit log. */
export function createAdministration(
  database: Database,
  { actor, maxTokenDays }: { actor: string; maxTokenDays: number },
): Administration {
  return {
    listPeople: async () => (await listPeople(database)).map(toPersonJson),
    setDisabled: async (person, isDisabled, isSure = false) =>
      toPersonJson(await setDisabled(database, { person, isDisabled, actor, isSure })),
    linkGitHub: async (person, login) =>
      toPersonJson(await linkGitHub(database, { person, login, actor })),
    relinkLogin: (login) => relinkLogin(database, { login, actor }),
    removePerson: async (person) => toPersonJson(await removePerson(database, { person, actor })),
    async createToken({ person, name, scopes, days }) {
      if (!Number.isInteger(days) || days < 1 || days > maxTokenDays) {
        throw new UsageError(
          `a token cannot be valid for ${days} days`,
          `Give it 1 to ${maxTokenDays} (TOKEN_MAX_DAYS).`,
        );
      }
      const owner = await requirePerson(database, person);
      const request = { personId: owner.id, kind: "personal", name, scopes, days, actor } as const;
      const { text, token } = await createToken(database, request);
      return { ...toTokenJson(ownedBy(token, owner)), token: text };
    },
    async listTokens(person) {
      const of = person === null ? {} : { personId: (await requirePerson(database, person)).id };
      return (await listTokens(database, of)).map((token) => toTokenJson(token));
    },
    async revokeToken(id) {
      const token = await revokeToken(database, { id, actor });
      if (token === null) return null;
      const owner = await requirePerson(database, String(token.personId));
      return toTokenJson(ownedBy(token, owner));
    },
  };
}
