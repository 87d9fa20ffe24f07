import { parseRepositoryConfig } from "@devflow/config";
import type { SourceTree } from "@devflow/retrieval";

const CONFIG_FILE = ".devflow.yml";
const LARGEST_CONFIG_BYTES = 100_000;

/**
 * Paths that the repository does not want indexed, from its default branch. Problems of the file
 * are told on pull requests, where somebody reads them.
 */
export async function readIgnorePaths(tree: SourceTree): Promise<string[]> {
  for await (const { path, blobSha, sizeBytes } of tree.entries()) {
    if (path !== CONFIG_FILE || sizeBytes > LARGEST_CONFIG_BYTES) continue;
    for await (const { content } of tree.readBlobs([blobSha])) {
      return parseRepositoryConfig(content.toString("utf8"), CONFIG_FILE).config.index.ignorePaths;
    }
  }
  return [];
}
