export { supersededChannel } from "./channels.ts";
export { hasSqlState } from "./database-error.ts";
export { migrate } from "./migrate.ts";
export { migrationsFolder } from "./migration-files.ts";
export type * from "./model.ts";
export { type DatabaseSettings, openDatabase } from "./open-database.ts";
export { admitGuests } from "./pglite/admit-guests.ts";
export type { Door } from "./pglite/door/door.ts";
export { isFolderInUse } from "./pglite/folder-lock.ts";
export { openPglite, type PgliteOptions } from "./pglite/open-pglite.ts";
export { openPostgres, type PostgresOptions } from "./postgres/open-postgres.ts";
export type {
  PostgresNotification,
  PostgresPool,
  PostgresPoolClient,
  PostgresQueryResult,
} from "./postgres-pool.ts";
export { postgresPoolOf } from "./postgres-pool-of.ts";
