import type { z } from "zod";
import { type Context, inRepository } from "./context.ts";
import { limits } from "./limits.ts";
import type { RepositoryRef } from "./model.ts";
import { blobSchema, treeSchema } from "./schemas.ts";

type Tree = z.output<typeof treeSchema>["tree"];

/** One entry of a git tree. */
export interface TreeFile {
  kind: "file" | "symlink" | "submodule" | "folder";
  sha: string;
  /** 0 where git keeps none: folders and submodules. */
  sizeBytes: number;
}

const kinds: Record<string, TreeFile["kind"]> = {
  "040000": "folder",
  "120000": "symlink",
  "160000": "submodule",
};

/** A file of a whole tree; symlinks, submodules and folders are left out. */
export interface ListedFile {
  /** From the folder that was asked for. */
  path: string;
  blobSha: string;
  sizeBytes: number;
}

export interface FileListing {
  files: ListedFile[];
  /** False when GitHub cut the answer, which it does at 100,000 entries or 7 MB. */
  isComplete: boolean;
}

/**
 * Looks paths up in git trees, folder by folder. GitHub's contents API is not used: it follows
 * symlinks without saying so.
 *
 * Cache: trees by commit or tree sha, the oldest dropped first. Both never change, so an entry is
 * never stale; anything that is not a full sha (a branch) is read afresh every time.
 */
export class TreeReader {
  readonly #context: Context;
  readonly #trees = new Map<string, Promise<Tree>>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** Null when there is no such path at that commit or branch. */
  async find(repository: RepositoryRef, ref: string, path: string): Promise<TreeFile | null> {
    const names = path.split("/");
    let treeSha = ref;
    for (const [depth, name] of names.entries()) {
      const tree = await this.#read(repository, treeSha);
      const entry = tree.find((candidate) => candidate.path === name);
      if (entry === undefined) return null;
      const kind = kinds[entry.mode] ?? "file";
      if (depth === names.length - 1) return { kind, sha: entry.sha, sizeBytes: entry.size ?? 0 };
      if (kind !== "folder") return null;
      treeSha = entry.sha;
    }
    return null;
  }

  /**
   * All files below a folder (empty: the root) in one request. Not cached: of a large repository it
   * is megabytes.
   */
  async list(repository: RepositoryRef, ref: string, folder: string): Promise<FileListing> {
    const root = folder === "" ? null : await this.find(repository, ref, folder);
    if (folder !== "" && root?.kind !== "folder") return { files: [], isComplete: true };
    const route = "GET /repos/{owner}/{repo}/git/trees/{tree_sha}";
    const where = { ...inRepository(repository), tree_sha: root?.sha ?? ref, recursive: "1" };
    const { tree, truncated } = await this.#context.session.read(treeSchema, route, where);
    const files = tree
      .filter(({ type, mode }) => type === "blob" && kinds[mode] === undefined)
      .map(({ path, sha, size }) => ({ path, blobSha: sha, sizeBytes: size ?? 0 }));
    return { files, isComplete: !truncated };
  }

  /** The bytes of a blob. Ask for its size first. */
  async readBlob(repository: RepositoryRef, sha: string): Promise<Buffer> {
    const route = "GET /repos/{owner}/{repo}/git/blobs/{file_sha}";
    const where = { ...inRepository(repository), file_sha: sha };
    const { content, encoding } = await this.#context.session.read(blobSchema, route, where);
    return Buffer.from(content, encoding);
  }

  async #read(repository: RepositoryRef, ref: string): Promise<Tree> {
    const route = "GET /repos/{owner}/{repo}/git/trees/{tree_sha}";
    const where = { ...inRepository(repository), tree_sha: ref };
    const load = async () => (await this.#context.session.read(treeSchema, route, where)).tree;
    if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(ref)) return await load();
    const key = `${repository.owner}/${repository.name}@${ref}`;
    const known = this.#trees.get(key);
    if (known !== undefined) return await known;
    const tree = load();
    this.#trees.set(key, tree);
    tree.catch(() => this.#trees.delete(key));
    const [oldest] = this.#trees.keys();
    if (this.#trees.size > limits.maxCachedTrees && oldest !== undefined) {
      this.#trees.delete(oldest);
    }
    return await tree;
  }
}
