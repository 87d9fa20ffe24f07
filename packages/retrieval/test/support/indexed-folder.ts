import type { Database } from "@devflow/database";
import {
  type CodeIndex,
  type ContextItem,
  ensureLocalRepository,
  openCodeIndex,
} from "../../src/index.ts";
import { type Files, GitFolder } from "./git-folder.ts";

/** A repository that many cases share: it is indexed once, and each case changes one fixture of it. */
export class IndexedFolder {
  readonly folder: GitFolder;
  readonly repositoryId: number;
  readonly #index: CodeIndex;

  constructor(folder: GitFolder, repositoryId: number, index: CodeIndex) {
    this.folder = folder;
    this.repositoryId = repositoryId;
    this.#index = index;
  }

  /** The context of the first hunk of a fixture's file, after a commit that the index does not have. */
  async contextOf(
    fixture: string,
    after: Files,
    path: string,
    maxTokens = 8_000,
  ): Promise<ContextItem[]> {
    this.folder.commit(inFolder(fixture, after));
    try {
      const { files, headTexts } = await this.folder.change("HEAD~1", "HEAD");
      const file = files.find((changed) => changed.path === `${fixture}/${path}`);
      if (file === undefined) throw new Error(`${path} is not in the change`);
      const headText = headTexts.get(file.path) ?? null;
      const request = { file, changedFiles: files, hunkIndexes: [0], headText, maxTokens };
      return await this.#index.contextForHunks(request);
    } finally {
      this.folder.undo();
    }
  }
}

/** Each fixture in a folder of its name, then commits on top of them, all indexed. */
export async function indexFolders(
  database: Database,
  fixtures: Record<string, Files>,
  history: readonly Files[] = [],
): Promise<IndexedFolder> {
  const all = Object.entries(fixtures).map(([name, files]) => inFolder(name, files));
  const folder = new GitFolder(Object.assign({}, ...all));
  for (const files of history) folder.commit(files);
  const repositoryId = await ensureLocalRepository(database, folder.path);
  const index = openCodeIndex(database, repositoryId);
  await index.update(await folder.tree());
  return new IndexedFolder(folder, repositoryId, index);
}

function inFolder(folder: string, files: Files): Files {
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]),
  );
}
