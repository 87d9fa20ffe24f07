import type { LiveFile } from "../lexical/place-files.ts";
import { keyOf } from "../storage/blob-key.ts";
import { byPath } from "../storage/live-files.ts";
import type { KnownBlob } from "../storage/read-known-blobs.ts";
import type { UpdatePlan } from "./plan-update.ts";

export interface LiveChange {
  /** The whole tree that is to be live, sorted by path. */
  files: LiveFile[];
  /** Those of it with another blob than before. */
  changed: LiveFile[];
  /** Paths that are live no more. */
  gone: string[];
  /** Of the files that were looked at. */
  skipped: { path: string; reason: string }[];
}

/** What a plan comes to once its blobs are read. */
export function liveChangeOf(plan: UpdatePlan, known: ReadonlyMap<string, KnownBlob>): LiveChange {
  const skipped = [...plan.skipped];
  const seen = new Map<string, number>();
  for (const file of plan.files) {
    const blob = known.get(keyOf(file));
    const reason = blob === undefined ? "unreadable" : blob.skipReason;
    if (blob === undefined || reason !== null)
      skipped.push({ path: file.path, reason: reason ?? "" });
    else seen.set(file.path, blob.id);
  }
  const before = new Map(plan.former.live.map(({ path, blobId }) => [path, blobId]));
  const next = plan.removed === null ? seen : new Map([...before, ...seen]);
  for (const path of plan.removed ?? []) next.delete(path);
  for (const { path } of skipped) next.delete(path);
  const files = [...next].map(([path, blobId]) => ({ path, blobId })).sort(byPath);
  return {
    files,
    changed: files.filter(({ path, blobId }) => before.get(path) !== blobId),
    gone: [...before.keys()].filter((path) => !next.has(path)),
    skipped: skipped.sort(byPath),
  };
}
