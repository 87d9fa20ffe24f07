import {
  configFileName,
  isFolderConfigPath,
  parseRepositoryConfig,
  withFolders,
} from "@devflow/config";
import type { SourceTree } from "@devflow/retrieval";
import { policyOf } from "@devflow/review";

/** What a repository's configuration puts into every prompt. */
export interface TeamWords {
  /** In which reviews are written, as an English word. */
  language: string;
  instructionsFor(path: string): string;
}

const LARGEST_CONFIG_BYTES = 100_000;

/** Of a repository without an index: as without a configuration. */
export const defaultWords: TeamWords = wordsOf(null, []);

/**
 * The words of `.devflow.yml` and of the files of its folders. Those of the organisation are in no
 * tree: they are missing in prompts that are made of comments.
 */
export async function readTeamWords(tree: SourceTree): Promise<TeamWords> {
  const paths = new Map<string, string[]>();
  for await (const { path, blobSha, sizeBytes } of tree.entries()) {
    if (path !== configFileName && !isFolderConfigPath(path)) continue;
    if (sizeBytes <= LARGEST_CONFIG_BYTES) {
      paths.set(blobSha, [...(paths.get(blobSha) ?? []), path]);
    }
  }
  const texts = new Map<string, string>();
  for await (const { blobSha, content } of tree.readBlobs([...paths.keys()])) {
    const text = content.toString("utf8");
    for (const path of paths.get(blobSha) ?? []) texts.set(path, text);
  }
  const root = texts.get(configFileName) ?? null;
  texts.delete(configFileName);
  const folders = [...texts].sort(([a], [b]) => (a < b ? -1 : 1));
  return wordsOf(
    root,
    folders.map(([path, text]) => ({ path, text })),
  );
}

function wordsOf(
  root: string | null,
  folders: readonly { path: string; text: string }[],
): TeamWords {
  const parsed = parseRepositoryConfig(root ?? "", configFileName);
  const policy = policyOf(withFolders(parsed, folders));
  return {
    language: policy.language,
    instructionsFor: (path) => policy.forPath(path).instructions,
  };
}
