import type { Database, Queryable, Row } from "@devflow/database";
import { booleanOf, numberOf, textOf } from "./rows.ts";

/** In the place of its embedder in a space that is being swept: no embedder is called so. */
export const RETIRED = "";

/** Vectors that may be compared: those of one embedder in one repository. */
export interface VectorSpace {
  id: number;
  embedder: string;
  dimensions: number;
  /** True when its vectors have an HNSW index. */
  isIndexed: boolean;
}

/** Null when it was swept. */
export async function readVectorSpace(
  db: Queryable,
  repositoryId: number,
  spaceId: number,
): Promise<VectorSpace | null> {
  const [row] = await db.query(
    `SELECT id, embedder, dimensions, is_indexed FROM vector_spaces
      WHERE repository_id = $1 AND id = $2`,
    [repositoryId, spaceId],
  );
  return row === undefined ? null : spaceOf(row);
}

/** Locks a space against the sweep to the end of the transaction; false when it is swept already. */
export async function holdVectorSpace(
  db: Queryable,
  repositoryId: number,
  spaceId: number,
): Promise<boolean> {
  const rows = await db.query(
    `SELECT FROM vector_spaces WHERE repository_id = $1 AND id = $2 AND embedder <> $3 FOR SHARE`,
    [repositoryId, spaceId, RETIRED],
  );
  return rows.length > 0;
}

/** The space of an embedder, made when there is none: an interrupted update goes on with its own. */
export async function ensureVectorSpace(
  database: Database,
  repositoryId: number,
  { id: embedder, dimensions }: { id: string; dimensions: number },
): Promise<VectorSpace> {
  return database.transaction(async (db) => {
    // Two updates at the same time shall not make two spaces.
    await db.query(`SELECT FROM index_states WHERE repository_id = $1 FOR NO KEY UPDATE`, [
      repositoryId,
    ]);
    const rows = await db.query(
      `WITH known AS (
         SELECT id, embedder, dimensions, is_indexed FROM vector_spaces
          WHERE repository_id = $1 AND embedder = $2 AND dimensions = $3
          ORDER BY id DESC LIMIT 1),
       added AS (
         INSERT INTO vector_spaces (repository_id, embedder, dimensions)
         SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT FROM known)
         RETURNING id, embedder, dimensions, is_indexed)
       SELECT * FROM known UNION ALL SELECT * FROM added`,
      [repositoryId, embedder, dimensions],
    );
    return spaceOf(rows[0] ?? {});
  });
}

function spaceOf(row: Row): VectorSpace {
  return {
    id: numberOf(row, "id"),
    embedder: textOf(row, "embedder"),
    dimensions: numberOf(row, "dimensions"),
    isIndexed: booleanOf(row, "is_indexed"),
  };
}
