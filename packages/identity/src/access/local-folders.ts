import { openRepository } from "@devflow/git";
import { LRUCache } from "lru-cache";
import type { GitRemote } from "./git-url.ts";
import type { KnownRepository } from "./repository-directory.ts";

type Folder = Extract<KnownRepository, { kind: "folder" }>;

/** A remote of a checkout changes rarely; git takes some 10 ms to say it. */
const rememberedForMs = 300_000;
/** Folders whose remote is looked up in one question. */
const maxFolders = 100;

/** The folders of this machine, by their path or by the remote that they were cloned from. */
export class LocalFolders {
  readonly #names: LRUCache<string, string>;

  constructor() {
    this.#names = new LRUCache({ max: 1_000, ttl: rememberedForMs });
  }

  /** For whoever runs the machine only: what lies where on it is nobody else's business. */
  async find(remote: GitRemote, all: readonly KnownRepository[]): Promise<Folder | null> {
    const folders = all.filter((each) => each.kind === "folder");
    if (remote.kind === "folder") {
      const path = remote.path.replace(/[\\/]+(\.git[\\/]*)?$/, "");
      return folders.find((folder) => folder.path === path) ?? null;
    }
    const wanted = `${remote.owner}/${remote.name}`.toLowerCase();
    for (const folder of folders.slice(0, maxFolders)) {
      if ((await this.#nameOf(folder.path)).toLowerCase() === wanted) return folder;
    }
    return null;
  }

  async #nameOf(path: string): Promise<string> {
    const known = this.#names.get(path);
    if (known !== undefined) return known;
    const name = await readName(path);
    this.#names.set(path, name);
    return name;
  }
}

/** Empty for a folder that is gone. */
async function readName(path: string): Promise<string> {
  try {
    await using repository = await openRepository(path);
    return repository.name;
  } catch {
    return "";
  }
}
