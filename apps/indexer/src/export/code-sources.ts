import type { Database, Queryable } from "@devflow/database";
import type { CodeSource } from "@devflow/dataset";
import { UsageError } from "@devflow/errors";
import { openMirror, openRepository } from "@devflow/git";
import type { SourceTree } from "@devflow/retrieval";
import { z } from "zod";
import { mirrorFolder } from "../mirror-folder.ts";
import { readIgnorePaths } from "../read-ignore-paths.ts";
import { codeOfCommit } from "./read-code.ts";

const indexedRow = z.object({
  id: z.number(),
  owner: z.string().nullable(),
  name: z.string(),
  local_path: z.string().nullable(),
  commit_sha: z.string(),
});

/** Code to make examples of, until it is disposed of. */
export interface OpenSources extends AsyncDisposable {
  sources: CodeSource[];
  /** The indexed ones, by their number in the database. */
  byId: ReadonlyMap<number, CodeSource>;
  /** Repositories whose code cannot be read, with the reason. */
  unreadable: Record<string, string>;
}

/** The indexed repositories, each at the commit that its index reflects; from mirrors and folders. */
export async function openIndexedCode(
  database: Database,
  dataFolder: string,
  repositoryIds: readonly number[] | null,
): Promise<OpenSources> {
  const rows = await readIndexed(database, repositoryIds);
  return openAll(rows.map((row) => openIndexed(row, dataFolder)));
}

/**
 * Gives the files of a repository, at the commit that its index reflects, to `use`. Null where there
 * is no index, or its commit cannot be read.
 */
export async function withIndexedTree<T>(
  database: Queryable,
  dataFolder: string,
  repositoryId: number,
  use: (tree: SourceTree) => Promise<T>,
): Promise<T | null> {
  const [row] = await readIndexed(database, [repositoryId]);
  if (row === undefined) return null;
  const opened = await openIndexed(row, dataFolder).open().catch(unreadable);
  if (opened === null) return null;
  try {
    return await use(opened.tree);
  } finally {
    await opened.close();
  }
}

function unreadable(thrown: unknown): null {
  if (thrown instanceof UsageError) return null;
  throw thrown;
}

async function readIndexed(database: Queryable, repositoryIds: readonly number[] | null) {
  const rows = await database.query(
    `SELECT r.id, r.owner, r.name, r.local_path, s.commit_sha
       FROM repositories r JOIN index_states s ON s.repository_id = r.id
      WHERE r.state = 'active' AND s.commit_sha IS NOT NULL
        AND ($1::bigint[] IS NULL OR r.id = ANY ($1))
      ORDER BY r.id`,
    [repositoryIds],
  );
  return rows.map((row) => indexedRow.parse(row));
}

/** Folders of this machine, each at its HEAD. */
export function openFolders(folders: readonly string[]): Promise<OpenSources> {
  return openAll(
    folders.map((folder) => ({ name: folder, open: () => openFolder(folder, "HEAD") })),
  );
}

interface Openable {
  /** Of an indexed repository. */
  id?: number;
  name: string;
  open(): Promise<{ source: CodeSource; tree: SourceTree; close: () => Promise<void> }>;
}

function openIndexed(row: z.output<typeof indexedRow>, dataFolder: string): Openable {
  const { id, owner, name, local_path, commit_sha } = row;
  const repository = owner === null ? name : `${owner}/${name}`;
  // Of a worktree with changes the index reflects `commit+digest`; only the commit can be read again.
  const [sha = commit_sha] = commit_sha.split("+");
  return {
    id,
    name: repository,
    open: () =>
      local_path === null
        ? openMirrored(mirrorFolder(dataFolder, id), repository, sha)
        : openFolder(local_path, sha),
  };
}

async function openMirrored(folder: string, repository: string, sha: string) {
  const mirror = openMirror(folder);
  try {
    const tree = await mirror.tree(sha);
    const committedAt = await mirror.committedAt(sha);
    const ignorePaths = await readIgnorePaths(tree);
    const source = codeOfCommit({ repository, tree, ignorePaths, committedAt });
    return { source, tree, close: () => mirror.close() };
  } catch (thrown) {
    await mirror.close();
    throw thrown;
  }
}

async function openFolder(folder: string, revision: string) {
  const checkout = await openRepository(folder);
  try {
    const sha = await checkout.resolve(revision);
    const tree = await checkout.tree(sha);
    const [tip] = await checkout.mainline(sha, { most: 1 });
    const ignorePaths = await readIgnorePaths(tree);
    const committedAt = tip?.landedAt ?? new Date(0);
    const source = codeOfCommit({ repository: checkout.name, tree, ignorePaths, committedAt });
    return { source, tree, close: () => checkout.close() };
  } catch (thrown) {
    await checkout.close();
    throw thrown;
  }
}

/** What cannot be read is named and left out: one repository less is no reason for no data set. */
async function openAll(openables: readonly Openable[]): Promise<OpenSources> {
  const sources: CodeSource[] = [];
  const byId = new Map<number, CodeSource>();
  const closers: (() => Promise<void>)[] = [];
  const unreadable: Record<string, string> = {};
  for (const { id, name, open } of openables) {
    try {
      const { source, close } = await open();
      sources.push(source);
      if (id !== undefined) byId.set(id, source);
      closers.push(close);
    } catch (thrown) {
      if (!(thrown instanceof UsageError)) throw thrown;
      unreadable[name] = thrown.message;
    }
  }
  return {
    sources,
    byId,
    unreadable,
    async [Symbol.asyncDispose]() {
      await Promise.all(closers.map((close) => close()));
    },
  };
}
