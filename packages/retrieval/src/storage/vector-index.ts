import type { Database } from "@devflow/database";

/** Built in memory or ten times as slow: 200,000 vectors of 256 half floats take 160 MB. */
const BUILD_MEMORY = "1GB";

/**
 * Builds the HNSW index of one space while searches and updates go on. An index that another build
 * left unfinished is replaced.
 */
export async function buildVectorIndex(
  database: Database,
  repositoryId: number,
  space: { id: number; dimensions: number },
): Promise<void> {
  const name = nameOf(repositoryId, space.id);
  const unfinished = await database.query(
    `SELECT FROM pg_index WHERE indexrelid = to_regclass($1) AND NOT indisvalid`,
    [name],
  );
  if (unfinished.length > 0) await dropVectorIndex(database, repositoryId, space.id);
  await database.maintain(
    `CREATE INDEX CONCURRENTLY IF NOT EXISTS ${name} ON chunk_vectors_${repositoryId}
      USING hnsw ((embedding::halfvec(${space.dimensions})) halfvec_ip_ops)
      WITH (m = 16, ef_construction = 64) WHERE space_id = ${space.id}`,
    { maintenance_work_mem: BUILD_MEMORY },
  );
  await database.query(
    `UPDATE vector_spaces SET is_indexed = true
      WHERE repository_id = $1 AND id = $2
        AND EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass($3) AND indisvalid)`,
    [repositoryId, space.id, name],
  );
}

/** Deletes the index of a space, if it has one. */
export async function dropVectorIndex(
  database: Database,
  repositoryId: number,
  spaceId: number,
): Promise<void> {
  const name = nameOf(repositoryId, spaceId);
  const found = await database.query(`SELECT to_regclass($1) IS NOT NULL AS exists`, [name]);
  if (found[0]?.exists !== true) return;
  await database.maintain(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`, {});
}

function nameOf(repositoryId: number, spaceId: number): string {
  return `chunk_vectors_${repositoryId}_hnsw_${spaceId}`;
}
