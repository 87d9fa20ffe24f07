import type { Queryable } from "@devflow/database";
import { invariant } from "@devflow/errors";
import type { EncodedSegment } from "../lexical/encode-segment.ts";
import { Segment } from "../lexical/segment.ts";
import { bytesOf, numberOf, numbersOf, textOrNullOf } from "./rows.ts";

const BLOCK_COLUMNS = [
  { name: "repository_id", type: "int8" },
  { name: "segment_id", type: "int8" },
  { name: "number", type: "int4" },
  { name: "first_term", type: "text" },
  { name: "bytes", type: "bytea" },
] as const;

/** Stores a segment whole. Call it in the transaction that stores its blobs. */
export async function storeSegment(
  db: Queryable,
  repositoryId: number,
  { blobIds, size, documents, terms }: EncodedSegment,
): Promise<void> {
  if (size === 0) return;
  const id = await addSegment(db, repositoryId, { blobIds, size, isLive: true });
  const ofDocuments = documents.map((bytes) => ({ firstTerm: null, bytes }));
  await appendBlocks(db, repositoryId, { id, blocks: 0 }, [...ofDocuments, ...terms]);
}

/** A block to be stored. The first term is null for documents. */
export interface NewBlock {
  firstTerm: string | null;
  bytes: Uint8Array;
}

/** Adds blocks to a segment that has so many already. */
export async function appendBlocks(
  db: Queryable,
  repositoryId: number,
  segment: { id: number; blocks: number },
  blocks: readonly NewBlock[],
): Promise<void> {
  const rows = blocks.map(({ firstTerm, bytes }, index) => [
    repositoryId,
    segment.id,
    segment.blocks + index,
    firstTerm,
    bytes,
  ]);
  await db.copyIn("lexical_blocks", BLOCK_COLUMNS, rows);
}

export async function addSegment(
  db: Queryable,
  repositoryId: number,
  { blobIds, size, isLive }: { blobIds: readonly number[]; size: number; isLive: boolean },
): Promise<number> {
  const [row] = await db.query(
    `INSERT INTO lexical_segments (repository_id, blob_ids, documents, is_live)
     VALUES ($1, $2, $3, $4) RETURNING id`,
    [repositoryId, blobIds, size, isLive],
  );
  invariant(row !== undefined, "an insert gives its row");
  return numberOf(row, "id");
}

export async function readSegmentIds(db: Queryable, repositoryId: number): Promise<number[]> {
  const rows = await db.query(
    `SELECT id FROM lexical_segments WHERE repository_id = $1 AND is_live ORDER BY id`,
    [repositoryId],
  );
  return rows.map((row) => numberOf(row, "id"));
}

/** Segments with their documents; of their terms only where each block begins. */
export async function readSegments(
  db: Queryable,
  repositoryId: number,
  ids: readonly number[],
): Promise<Segment[]> {
  if (ids.length === 0) return [];
  const blocks = await db.query(
    `SELECT segment_id, first_term, CASE WHEN first_term IS NULL THEN bytes END AS bytes
       FROM lexical_blocks WHERE repository_id = $1 AND segment_id = ANY($2::bigint[])
      ORDER BY segment_id, number`,
    [repositoryId, ids],
  );
  // After its blocks: what is still live now had all of them then.
  const segments = await db.query(
    `SELECT id, blob_ids, documents FROM lexical_segments
      WHERE repository_id = $1 AND id = ANY($2::bigint[]) AND is_live ORDER BY id`,
    [repositoryId, ids],
  );
  const blocksOf = Map.groupBy(blocks, (row) => numberOf(row, "segment_id"));
  return segments.map((row) => {
    const id = numberOf(row, "id");
    const rows = blocksOf.get(id) ?? [];
    const firstTerms = rows.map((block) => textOrNullOf(block, "first_term"));
    return new Segment({
      id,
      blobIds: numbersOf(row, "blob_ids"),
      size: numberOf(row, "documents"),
      documentBlocks: rows.flatMap((block) =>
        block.bytes === null ? [] : [bytesOf(block, "bytes")],
      ),
      firstTerms: firstTerms.filter((term) => term !== null),
    });
  });
}

export interface BlockPlace {
  segmentId: number;
  number: number;
}

/** Bytes of blocks by segment and number, in no order; those of a segment merged away are missing. */
export async function readBlocks(
  db: Queryable,
  repositoryId: number,
  places: readonly BlockPlace[],
): Promise<(BlockPlace & { bytes: Uint8Array })[]> {
  const rows = await db.query(
    `SELECT b.segment_id, b.number, b.bytes
       FROM unnest($2::bigint[], $3::integer[]) AS asked (segment_id, number)
       JOIN lexical_blocks b ON b.segment_id = asked.segment_id AND b.number = asked.number
      WHERE b.repository_id = $1`,
    [repositoryId, places.map(({ segmentId }) => segmentId), places.map(({ number }) => number)],
  );
  return rows.map((row) => ({
    segmentId: numberOf(row, "segment_id"),
    number: numberOf(row, "number"),
    bytes: bytesOf(row, "bytes"),
  }));
}
