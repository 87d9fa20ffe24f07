import type { Queryable } from "@devflow/database";
import type { SourceTree } from "../model.ts";
import { type BlobKey, keyOf } from "../storage/blob-key.ts";
import { numberOf, textOf, textOrNullOf } from "../storage/rows.ts";
import { FACTS_VERSION } from "./facts-version.ts";
import { pathSkipReason } from "./path-skip-reason.ts";
import { languageLabel } from "./read-facts.ts";

export interface KnownBlob {
  id: number;
  skipReason: string | null;
}

export interface PlannedFile extends BlobKey {
  path: string;
  sizeBytes: number;
}

export interface UpdatePlan {
  files: PlannedFile[];
  skipped: { path: string; reason: string }[];
  /** By {@link keyOf}. Blobs whose facts are stored already. */
  known: Map<string, KnownBlob>;
  /** Blobs to read and parse, each once, with a path that has them. */
  unseen: PlannedFile[];
}

/** Compares a tree with what is stored. Reads no content. */
export async function planUpdate(
  db: Queryable,
  repositoryId: number,
  tree: SourceTree,
  ignorePaths: readonly string[],
): Promise<UpdatePlan> {
  const known = await readKnownBlobs(db, repositoryId);
  const plan: UpdatePlan = { files: [], skipped: [], known, unseen: [] };
  const planned = new Set<string>();
  for await (const entry of tree.entries()) {
    const reason = pathSkipReason(entry, ignorePaths);
    if (reason !== null) {
      plan.skipped.push({ path: entry.path, reason });
      continue;
    }
    const file = {
      path: entry.path,
      blobSha: entry.blobSha,
      sizeBytes: entry.sizeBytes,
      language: languageLabel(entry.path),
    };
    plan.files.push(file);
    const key = keyOf(file);
    if (known.has(key) || planned.has(key)) continue;
    planned.add(key);
    plan.unseen.push(file);
  }
  return plan;
}

async function readKnownBlobs(
  db: Queryable,
  repositoryId: number,
): Promise<Map<string, KnownBlob>> {
  const rows = await db.query(
    `SELECT id, blob_sha, language, skip_reason FROM indexed_blobs
      WHERE repository_id = $1 AND facts_version = $2`,
    [repositoryId, FACTS_VERSION],
  );
  return new Map(
    rows.map((row) => [
      keyOf({ blobSha: textOf(row, "blob_sha"), language: textOf(row, "language") }),
      { id: numberOf(row, "id"), skipReason: textOrNullOf(row, "skip_reason") },
    ]),
  );
}
