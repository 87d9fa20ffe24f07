import type { Queryable } from "@devflow/database";
import { type Person, personColumns, personSchema } from "./person.ts";

/** The issuer and subject of whoever runs the machine. */
export const localIssuer = "local";

/**
 * The person of this machine, made on first use: an administrator, who may read the folders that
 * were indexed here. Whoever can open the data folder is that person already.
 */
export async function localPerson(database: Queryable): Promise<Person> {
  const [row] = await database.query(
    `INSERT INTO people (issuer, subject, display_name, role)
     VALUES ($1, $1, 'This machine', 'admin')
     ON CONFLICT (issuer, subject) DO UPDATE SET issuer = excluded.issuer
     RETURNING ${personColumns}`,
    [localIssuer],
  );
  return personSchema.parse(row);
}
