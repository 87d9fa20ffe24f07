import type { Queryable } from "@devflow/database";
import { secretFilesWith } from "@devflow/syntax";
import type { LiveFile } from "../lexical/place-files.ts";
import type { SourceTree, TreeEntry } from "../model.ts";
import { type BlobKey, keyOf } from "../storage/blob-key.ts";
import { readLiveFiles } from "../storage/live-files.ts";
import { type IndexState, readIndexState } from "../storage/read-index-state.ts";
import { type KnownBlob, readKnownBlobs } from "../storage/read-known-blobs.ts";
import { FACTS_VERSION } from "./facts-version.ts";
import { PATH_RULES_VERSION, pathSkipReason } from "./path-skip-reason.ts";
import { languageLabel } from "./read-facts.ts";

export interface PlannedFile extends BlobKey {
  path: string;
  sizeBytes: number;
}

export interface UpdatePlan {
  /** What the plan starts from. */
  former: IndexState & { live: readonly LiveFile[] };
  /** Where the blobs belong: the live generation, or the next one for a rebuild. */
  generation: number;
  readWith: string;
  /** The files of the tree, or only those that differ from the former commit. */
  files: PlannedFile[];
  /** Paths that are gone since the former commit; null when `files` is the whole tree. */
  removed: readonly string[] | null;
  skipped: { path: string; reason: string }[];
  /** By {@link keyOf}. Blobs whose facts are stored already. */
  known: Map<string, KnownBlob>;
  /** Blobs to read and parse, each once, with a path that has them. */
  unseen: PlannedFile[];
}

export interface PlanOptions {
  repositoryId: number;
  tree: SourceTree;
  ignorePaths: readonly string[];
  /** Patterns of files of secrets beside the usual ones. */
  secretFiles: readonly string[];
  isRebuild: boolean;
}

type ReadingChoice = Pick<PlanOptions, "ignorePaths" | "secretFiles">;

/**
 * Compares a tree with what is stored. Reads no content. When git can say what differs from the
 * commit that the live tree was made of, only that is looked at.
 */
export async function planUpdate(db: Queryable, options: PlanOptions): Promise<UpdatePlan> {
  const { repositoryId, tree, isRebuild } = options;
  const state = await readIndexState(db, repositoryId);
  const former = { ...state, live: await readLiveFiles(db, repositoryId) };
  const readWith = readingOf(options);
  const generation = state.generation + (isRebuild ? 1 : 0);
  const isComparable = !isRebuild && state.commitSha !== null && state.readWith === readWith;
  const changes = isComparable ? await tree.changesSince?.(state.commitSha ?? "") : null;
  const { files, skipped } = await chooseFiles(changes?.changed ?? tree.entries(), options);
  const blobShas = changes ? files.map(({ blobSha }) => blobSha) : null;
  const known = await readKnownBlobs(db, repositoryId, generation, blobShas);
  const removed = changes ? changes.removed : null;
  const unseen = unseenOf(files, known);
  return { former, generation, readWith, files, removed, skipped, known, unseen };
}

/** Names what decides which files are read and how. */
function readingOf({ ignorePaths, secretFiles }: ReadingChoice): string {
  const rules = { facts: FACTS_VERSION, paths: PATH_RULES_VERSION, ignore: ignorePaths };
  return JSON.stringify(secretFiles.length === 0 ? rules : { ...rules, secret: secretFiles });
}

async function chooseFiles(
  entries: Iterable<TreeEntry> | AsyncIterable<TreeEntry>,
  { ignorePaths, secretFiles }: ReadingChoice,
) {
  const isSecretFile = secretFilesWith(secretFiles);
  const files: PlannedFile[] = [];
  const skipped: { path: string; reason: string }[] = [];
  for await (const entry of entries) {
    const { path, blobSha, sizeBytes } = entry;
    const reason = pathSkipReason(entry, ignorePaths, isSecretFile);
    if (reason === null) files.push({ path, blobSha, sizeBytes, language: languageLabel(path) });
    else skipped.push({ path, reason });
  }
  return { files, skipped };
}

function unseenOf(files: readonly PlannedFile[], known: ReadonlyMap<string, KnownBlob>) {
  const unseen = new Map<string, PlannedFile>();
  for (const file of files) {
    const key = keyOf(file);
    if (!known.has(key) && !unseen.has(key)) unseen.set(key, file);
  }
  return [...unseen.values()];
}
