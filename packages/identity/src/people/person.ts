import { z } from "zod";
import type { Role } from "../model.ts";

/** A person as stored. */
export interface Person {
  id: number;
  /** The identity provider's URL, `github` or `local`. */
  issuer: string;
  subject: string;
  displayName: string;
  email: string | null;
  githubLogin: string | null;
  githubId: number | null;
  role: Role;
  teams: string[];
  createdAt: Date;
  signedInAt: Date | null;
  disabledAt: Date | null;
}

export const personColumns = `id, issuer, subject, display_name, email, github_login, github_id, role, teams,
  created_at, signed_in_at, disabled_at`;

/** A row of {@link personColumns}. */
export const personSchema = z
  .object({
    id: z.number(),
    issuer: z.string(),
    subject: z.string(),
    display_name: z.string(),
    email: z.string().nullable(),
    github_login: z.string().nullable(),
    github_id: z.number().nullable(),
    role: z.enum(["developer", "lead", "admin"]),
    teams: z.array(z.string()),
    created_at: z.date(),
    signed_in_at: z.date().nullable(),
    disabled_at: z.date().nullable(),
  })
  .transform(
    (row): Person => ({
      id: row.id,
      issuer: row.issuer,
      subject: row.subject,
      displayName: row.display_name,
      email: row.email,
      githubLogin: row.github_login,
      githubId: row.github_id,
      role: row.role,
      teams: row.teams,
      createdAt: row.created_at,
      signedInAt: row.signed_in_at,
      disabledAt: row.disabled_at,
    }),
  );

/** How the audit log and lists name somebody. */
export function nameOf(person: Pick<Person, "githubLogin" | "email" | "subject">): string {
  return person.githubLogin ?? person.email ?? person.subject;
}
