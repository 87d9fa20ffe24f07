import type { Database, Queryable, Row } from "@devflow/database";
import { invariant } from "@devflow/errors";
import { numberOf, textOf } from "./rows.ts";

export interface VectorSpace {
  id: number;
  repositoryId: number;
  embedder: string;
  dimensions: number;
  fittedChunks: number;
  fittedUnknownShare: number;
  foldedTerms: number;
  foldedUnknownTerms: number;
}

export async function readVectorSpace(
  db: Queryable,
  repositoryId: number,
  spaceId: number,
): Promise<VectorSpace | null> {
  const [row] = await db.query(
    `SELECT id, repository_id, embedder, dimensions, fitted_chunks, fitted_unknown_share,
            folded_terms, folded_unknown_terms
       FROM vector_spaces WHERE repository_id = $1 AND id = $2`,
    [repositoryId, spaceId],
  );
  return row === undefined ? null : spaceOf(row);
}

/** The newest space of an embedder that needs no fit: an interrupted update goes on with it. */
export async function findVectorSpace(
  db: Queryable,
  repositoryId: number,
  embedder: string,
): Promise<VectorSpace | null> {
  const [row] = await db.query(
    `SELECT id, repository_id, embedder, dimensions, fitted_chunks, fitted_unknown_share,
            folded_terms, folded_unknown_terms
       FROM vector_spaces WHERE repository_id = $1 AND embedder = $2
      ORDER BY id DESC LIMIT 1`,
    [repositoryId, embedder],
  );
  return row === undefined ? null : spaceOf(row);
}

export interface NewVectorSpace {
  embedder: string;
  dimensions: number;
  fittedChunks: number;
  fittedUnknownShare: number;
  /** The basis of a fitted space; none for an embedder that needs no fit. */
  directions: readonly { term: string; direction: Float32Array }[];
}

export async function addVectorSpace(
  database: Database,
  repositoryId: number,
  space: NewVectorSpace,
): Promise<VectorSpace> {
  return database.transaction(async (db) => {
    const [row] = await db.query(
      `INSERT INTO vector_spaces
              (repository_id, embedder, dimensions, fitted_chunks, fitted_unknown_share)
       VALUES ($1, $2, $3, $4, $5)
       RETURNING id, repository_id, embedder, dimensions, fitted_chunks, fitted_unknown_share,
                 folded_terms, folded_unknown_terms`,
      [
        repositoryId,
        space.embedder,
        space.dimensions,
        space.fittedChunks,
        space.fittedUnknownShare,
      ],
    );
    invariant(row !== undefined, "an insert gives its row");
    const added = spaceOf(row);
    const rows = space.directions.map(({ term, direction }) => [
      repositoryId,
      added.id,
      term,
      direction,
    ]);
    await db.copyIn(
      "vector_space_terms",
      [
        { name: "repository_id", type: "int8" },
        { name: "space_id", type: "int8" },
        { name: "term", type: "text" },
        { name: "direction", type: "vector" },
      ],
      rows,
    );
    return added;
  });
}

function spaceOf(row: Row): VectorSpace {
  return {
    id: numberOf(row, "id"),
    repositoryId: numberOf(row, "repository_id"),
    embedder: textOf(row, "embedder"),
    dimensions: numberOf(row, "dimensions"),
    fittedChunks: numberOf(row, "fitted_chunks"),
    fittedUnknownShare: numberOf(row, "fitted_unknown_share"),
    foldedTerms: numberOf(row, "folded_terms"),
    foldedUnknownTerms: numberOf(row, "folded_unknown_terms"),
  };
}
