import type { Queryable } from "@devflow/database";
import { UsageError } from "@devflow/errors";
import { z } from "zod";
import type { Adapter } from "../model.ts";

const rowSchema = z
  .object({
    name: z.string(),
    expert: z.string(),
    base_model: z.string(),
    path: z.string(),
    sha256: z.string(),
    export_id: z.string().nullable(),
    data_manifest: z.record(z.string(), z.unknown()),
    metrics: z.record(z.string(), z.unknown()),
    state: z.enum([
      "registered",
      "refused",
      "proposed",
      "rolling",
      "live",
      "retired",
      "rolled_back",
    ]),
    reason: z.string(),
    created_at: z.date(),
  })
  .transform(
    (row): Adapter => ({
      name: row.name,
      expert: row.expert,
      baseModel: row.base_model,
      path: row.path,
      sha256: row.sha256,
      exportId: row.export_id,
      dataManifest: row.data_manifest,
      metrics: row.metrics,
      state: row.state,
      reason: row.reason,
      createdAt: row.created_at,
    }),
  );

/** All adapters, newest first. */
export async function listAdapters(database: Queryable): Promise<Adapter[]> {
  const rows = await database.query("SELECT * FROM adapters ORDER BY created_at DESC, name DESC");
  return rows.map((row) => rowSchema.parse(row));
}

/** Null: there is none of this name. */
export async function findAdapter(database: Queryable, name: string): Promise<Adapter | null> {
  const [row] = await database.query("SELECT * FROM adapters WHERE name = $1", [name]);
  return row === undefined ? null : rowSchema.parse(row);
}

/** Raises UsageError when there is none of this name. */
export async function requireAdapter(database: Queryable, name: string): Promise<Adapter> {
  const adapter = await findAdapter(database, name);
  if (adapter !== null) return adapter;
  throw new UsageError(
    `there is no adapter ${name}`,
    "`devflow experts list` names them; `devflow experts register` adds one.",
  );
}

/** The adapter that posts for the expert; null: the model of the settings does. */
export async function liveAdapter(database: Queryable, expert: string): Promise<Adapter | null> {
  const [row] = await database.query(
    "SELECT * FROM adapters WHERE expert = $1 AND state = 'live' ORDER BY created_at DESC LIMIT 1",
    [expert],
  );
  return row === undefined ? null : rowSchema.parse(row);
}
