import type { Database, Queryable } from "@devflow/database";
import type { SymbolReference } from "@devflow/syntax";
import { FACTS_VERSION } from "../indexing/facts-version.ts";
import type { FileFacts } from "../indexing/read-facts.ts";
import { type BlobKey, keyOf } from "./blob-key.ts";
import { numberOf, textOf } from "./rows.ts";

/** What one blob holds, or why it is not indexed. */
export interface ReadBlob extends BlobKey {
  skipReason: string | null;
  facts: FileFacts | null;
}

interface StoredBlob {
  id: number;
  facts: FileFacts;
}

/**
 * Stores blobs with all their facts in one transaction: a blob's row says that its facts are
 * complete. Blobs that somebody else stored meanwhile are left as they are. Gives the ids by key.
 */
export async function storeBlobs(
  database: Database,
  repositoryId: number,
  blobs: readonly ReadBlob[],
): Promise<Map<string, number>> {
  return database.transaction(async (db) => {
    const added = await insertBlobs(db, repositoryId, blobs);
    const stored = blobs.flatMap((blob): StoredBlob[] => {
      const id = added.get(keyOf(blob));
      return id === undefined || blob.facts === null ? [] : [{ id, facts: blob.facts }];
    });
    await copyChunks(db, repositoryId, stored);
    await copyDefinitions(db, repositoryId, stored);
    await copyReferences(db, repositoryId, stored);
    return added.size === blobs.length ? added : readIds(db, repositoryId, blobs);
  });
}

async function insertBlobs(db: Queryable, repositoryId: number, blobs: readonly ReadBlob[]) {
  // One order for everybody, so that two updates of one repository cannot lock each other out.
  const ordered = [...blobs].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const rows = await db.query(
    `INSERT INTO indexed_blobs
            (repository_id, facts_version, blob_sha, language, skip_reason, imports)
     SELECT $1, $2, blob ->> 'blobSha', blob ->> 'language', blob ->> 'skipReason',
            ARRAY(SELECT jsonb_array_elements_text(blob -> 'imports'))
       FROM jsonb_array_elements($3::jsonb) WITH ORDINALITY AS given (blob, place)
      ORDER BY place
     ON CONFLICT DO NOTHING
     RETURNING id, blob_sha, language`,
    [
      repositoryId,
      FACTS_VERSION,
      JSON.stringify(
        ordered.map(({ blobSha, language, skipReason, facts }) => ({
          blobSha,
          language,
          skipReason,
          imports: facts?.imports ?? [],
        })),
      ),
    ],
  );
  return idsByKey(rows);
}

async function readIds(db: Queryable, repositoryId: number, blobs: readonly BlobKey[]) {
  const rows = await db.query(
    `SELECT id, blob_sha, language FROM indexed_blobs
      WHERE repository_id = $1 AND facts_version = $2 AND blob_sha = ANY($3::text[])`,
    [repositoryId, FACTS_VERSION, blobs.map(({ blobSha }) => blobSha)],
  );
  return idsByKey(rows);
}

function idsByKey(rows: readonly Record<string, unknown>[]): Map<string, number> {
  return new Map(
    rows.map((row) => [
      keyOf({ blobSha: textOf(row, "blob_sha"), language: textOf(row, "language") }),
      numberOf(row, "id"),
    ]),
  );
}

async function copyChunks(db: Queryable, repositoryId: number, blobs: readonly StoredBlob[]) {
  await db.copyIn(
    "chunks",
    [
      { name: "repository_id", type: "int8" },
      { name: "blob_id", type: "int8" },
      { name: "ordinal", type: "int4" },
      { name: "kind", type: "text" },
      { name: "symbol", type: "text" },
      { name: "scopes", type: "text[]" },
      { name: "start_line", type: "int4" },
      { name: "end_line", type: "int4" },
      { name: "text", type: "text" },
    ],
    blobs.flatMap(({ id, facts }) =>
      facts.chunks.map((chunk, ordinal) => [
        repositoryId,
        id,
        ordinal,
        chunk.kind,
        chunk.symbol,
        chunk.scopes,
        chunk.startLine,
        chunk.endLine,
        chunk.text,
      ]),
    ),
  );
}

async function copyDefinitions(db: Queryable, repositoryId: number, blobs: readonly StoredBlob[]) {
  await db.copyIn(
    "symbol_definitions",
    [
      { name: "repository_id", type: "int8" },
      { name: "blob_id", type: "int8" },
      { name: "name", type: "text" },
      { name: "kind", type: "text" },
      { name: "scopes", type: "text[]" },
      { name: "start_line", type: "int4" },
      { name: "end_line", type: "int4" },
      { name: "signature", type: "text" },
    ],
    blobs.flatMap(({ id, facts }) =>
      facts.definitions.map((definition) => [
        repositoryId,
        id,
        definition.name,
        definition.kind,
        definition.scopes,
        definition.startLine,
        definition.endLine,
        definition.signature,
      ]),
    ),
  );
}

async function copyReferences(db: Queryable, repositoryId: number, blobs: readonly StoredBlob[]) {
  await db.copyIn(
    "symbol_references",
    [
      { name: "repository_id", type: "int8" },
      { name: "blob_id", type: "int8" },
      { name: "name", type: "text" },
      { name: "enclosing", type: "text" },
      { name: "line", type: "int4" },
      { name: "uses", type: "int4" },
    ],
    blobs.flatMap(({ id, facts }) =>
      mergeReferences(facts.references).map(({ name, enclosing, line, uses }) => [
        repositoryId,
        id,
        name,
        enclosing,
        line,
        uses,
      ]),
    ),
  );
}

/** One row per name and enclosing definition: on this project's code a third of the uses. */
function mergeReferences(references: readonly SymbolReference[]) {
  const merged = new Map<string, SymbolReference & { uses: number }>();
  for (const reference of references) {
    const key = `${reference.name} ${reference.enclosing ?? ""}`;
    const former = merged.get(key);
    if (former === undefined) merged.set(key, { ...reference, uses: 1 });
    else former.uses += 1;
  }
  return [...merged.values()];
}
