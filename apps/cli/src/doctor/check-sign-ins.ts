import type { Settings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { z } from "zod";
import type { Finding } from "./check-everything.ts";

const rowSchema = z.object({ is_asked_again: z.boolean() });

/**
 * Whether GitHub can be asked again about people between their sign-ins, by the newest one; null where nobody signs
 * in there, or nobody shall be asked about.
 */
export async function checkSignIns(
  { identity }: Pick<Settings, "identity">,
  database: Database,
): Promise<Finding | null> {
  if (identity.oidc !== null || identity.recheckMinutes === null) return null;
  const [row] = await database.query(
    `SELECT token.person_id IS NOT NULL AS is_asked_again
       FROM people LEFT JOIN provider_grants AS token ON token.person_id = people.id
      WHERE issuer = 'github' AND left_at IS NULL AND signed_in_at IS NOT NULL
      ORDER BY signed_in_at DESC LIMIT 1`,
  );
  if (row === undefined) return null;
  if (rowSchema.parse(row).is_asked_again) {
    const message = `GitHub is asked again every ${identity.recheckMinutes} minutes who somebody is`;
    return { state: "ok", message, nextStep: null };
  }
  return {
    state: "note",
    message:
      "user tokens of the GitHub App do not expire: who leaves an organisation goes on until their next sign-in",
    nextStep:
      'Switch "User-to-server token expiration" on, on the App\'s page under "Optional features". It holds from the next sign-in of each.',
  };
}
