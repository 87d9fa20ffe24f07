import { z } from "zod";
import type { Scope } from "../model.ts";
import type { TokenKind } from "./token-text.ts";

/** A token as stored and shown: all but the token itself. */
export interface AccessToken {
  id: string;
  personId: number;
  kind: TokenKind;
  name: string;
  scopes: Scope[];
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

export const scopesSchema = z.array(z.enum(["complete", "assist", "search", "usage", "admin"]));

export const tokenColumns =
  "id, person_id, kind, name, scopes, created_at, expires_at, last_used_at, revoked_at";

/** A row of {@link tokenColumns}. */
export const tokenSchema = z
  .object({
    id: z.string(),
    person_id: z.number(),
    kind: z.enum(["personal", "editor", "browser"]),
    name: z.string(),
    scopes: scopesSchema,
    created_at: z.date(),
    expires_at: z.date(),
    last_used_at: z.date().nullable(),
    revoked_at: z.date().nullable(),
  })
  .transform(
    (row): AccessToken => ({
      id: row.id,
      personId: row.person_id,
      kind: row.kind,
      name: row.name,
      scopes: row.scopes,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      lastUsedAt: row.last_used_at,
      revokedAt: row.revoked_at,
    }),
  );
