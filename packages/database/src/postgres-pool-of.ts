import { engineOf } from "./create-database.ts";
import type { Database } from "./model.ts";
import type { PostgresPool } from "./postgres-pool.ts";

/**
 * A pool in node-postgres's shape on the same database, for libraries that bring their own SQL.
 * Unqualified names are looked up in `schema` only. The caller ends the pool before the database
 * is closed.
 */
export function postgresPoolOf(database: Database, schema: string): PostgresPool {
  return engineOf(database).createPool(schema);
}
