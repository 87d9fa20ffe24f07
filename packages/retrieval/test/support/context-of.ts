import type { Database } from "@devflow/database";
import { type ContextItem, ensureLocalRepository, openCodeIndex } from "../../src/index.ts";
import { type Files, GitFolder } from "./git-folder.ts";

export interface ContextOptions {
  /** The side that the index has: a server has the base, the command line the head. */
  indexed?: "base" | "head";
  maxTokens?: number;
  /** Commits between the files and the change. */
  history?: readonly Files[];
  prepare?: (repositoryId: number) => Promise<void>;
}

/** The context of the first hunk of `path`, when `before` becomes `after` in one commit. */
export async function contextOf(
  database: Database,
  before: Files,
  after: Files,
  path: string,
  { indexed = "head", maxTokens = 8_000, history = [], prepare }: ContextOptions = {},
): Promise<ContextItem[]> {
  await using folder = new GitFolder(before);
  for (const files of history) folder.commit(files);
  folder.commit(after);
  const repositoryId = await ensureLocalRepository(database, folder.path);
  const index = openCodeIndex(database, repositoryId);
  await index.update(await folder.tree(indexed === "head" ? "HEAD" : "HEAD~1"));
  await prepare?.(repositoryId);
  const { files, headTexts } = await folder.change("HEAD~1", "HEAD");
  const file = files.find((changed) => changed.path === path);
  if (file === undefined) throw new Error(`${path} is not in the change`);
  const headText = headTexts.get(path) ?? null;
  return index.contextForHunks({
    file,
    changedFiles: files,
    hunkIndexes: [0],
    headText,
    maxTokens,
  });
}
