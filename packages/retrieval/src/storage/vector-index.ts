import type { Database } from "@devflow/database";
import { ExternalError } from "@devflow/errors";

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
  const statement = `CREATE INDEX CONCURRENTLY IF NOT EXISTS ${name} ON chunk_vectors_${repositoryId}
      USING hnsw ((embedding::halfvec(${space.dimensions})) halfvec_ip_ops)
      WITH (m = 16, ef_construction = 64) WHERE space_id = ${space.id}`;
  const settings = { maintenance_work_mem: BUILD_MEMORY };
  try {
    await database.maintain(statement, settings);
  } catch (thrown) {
    if (!isOutOfSharedMemory(thrown)) throw thrown;
    await dropVectorIndex(database, repositoryId, space.id);
    await database.maintain(statement, { ...settings, max_parallel_maintenance_workers: "0" });
  }
  await database.query(
    `UPDATE vector_spaces SET is_indexed = true
      WHERE repository_id = $1 AND id = $2
        AND EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass($3) AND indisvalid)`,
    [repositoryId, space.id, name],
  );
}

/**
 * Several workers build in shared memory of the size of BUILD_MEMORY, of which a container has 64 MB
 * unless told otherwise: SQLSTATE disk_full or out_of_memory. One alone takes memory of its own.
 */
function isOutOfSharedMemory(thrown: unknown): boolean {
  return thrown instanceof ExternalError && ["53100", "53200"].includes(thrown.code ?? "");
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
