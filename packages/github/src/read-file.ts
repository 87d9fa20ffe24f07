import type { RepositoryRef } from "./model.ts";
import type { TreeReader } from "./trees.ts";

/** Null when missing, a folder, a submodule, a symlink, or larger than `maxBytes`. */
export async function readFile(
  trees: TreeReader,
  repository: RepositoryRef,
  ref: string,
  path: string,
  maxBytes: number,
): Promise<Buffer | null> {
  const file = await trees.find(repository, ref, path);
  if (file === null || file.kind !== "file" || file.sizeBytes > maxBytes) return null;
  return await trees.readBlob(repository, file.sha);
}
