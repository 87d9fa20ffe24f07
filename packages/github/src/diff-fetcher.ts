import { decodeUtf8, diffTexts, type FileDiff } from "@devflow/diff";
import { type ChangedFile, metaOf, withoutHunks } from "./changed-file.ts";
import { limits } from "./limits.ts";
import type { RepositoryRef } from "./model.ts";
import type { TreeFile, TreeReader } from "./trees.ts";

type Unreadable = { reason: string };

/** The two versions of a file; null where it does not exist on that side. */
interface Versions {
  base: TreeFile | null;
  head: TreeFile | null;
}

/**
 * Files for which GitHub gives no patch: binary ones, moves and mode changes without an edit, and
 * text beyond its limit. What it is follows from the git trees; text is fetched at base and head
 * and compared here, bounded in number and size.
 */
export class DiffFetcher {
  readonly #trees: TreeReader;
  readonly #repository: RepositoryRef;
  readonly #baseSha: string;
  readonly #headSha: string;
  #fetched = 0;
  #symlinkLookups = 0;

  constructor(trees: TreeReader, repository: RepositoryRef, baseSha: string, headSha: string) {
    this.#trees = trees;
    this.#repository = repository;
    this.#baseSha = baseSha;
    this.#headSha = headSha;
  }

  async fetch(file: ChangedFile): Promise<FileDiff | Unreadable> {
    if (this.#fetched >= limits.maxFetchedFiles) {
      return { reason: `more than ${limits.maxFetchedFiles} files without a patch from GitHub` };
    }
    this.#fetched += 1;
    const versions = await this.#findVersions(file);
    const { base, head } = versions;
    const kinds = [base?.kind, head?.kind];
    if (kinds.includes("submodule")) return withoutHunks(file, { isSubmodule: true });
    if (kinds.includes("symlink")) return withoutHunks(file, { isSymlink: true });
    if (base === null && head === null) return { reason: "not found at base or head" };
    if (base?.sha === head?.sha) return withoutHunks(file, sameContent(file));
    const size = Math.max(base?.sizeBytes ?? 0, head?.sizeBytes ?? 0);
    if (size === 0) return withoutHunks(file);
    // GitHub counts lines of text also where it leaves the patch out; no lines means binary.
    if (file.additions + file.deletions === 0) return withoutHunks(file, { isBinary: true });
    if (size > limits.maxFetchedFileBytes) {
      return {
        reason: `larger than ${limits.maxFetchedFileBytes} bytes, and GitHub gives no patch`,
      };
    }
    return await this.#compare(file, versions);
  }

  /** Bounded; beyond the bound a symlink is read as the one-line file that git keeps for it. */
  async isSymlink(file: ChangedFile): Promise<boolean> {
    if (this.#symlinkLookups >= limits.maxSymlinkLookups) return false;
    this.#symlinkLookups += 1;
    const { base, head } = await this.#findVersions(file);
    return (head ?? base)?.kind === "symlink";
  }

  async #findVersions(file: ChangedFile): Promise<Versions> {
    const { path, previousPath, status } = metaOf(file);
    const find = (sha: string, at: string) => this.#trees.find(this.#repository, sha, at);
    const [base, head] = await Promise.all([
      status === "added" ? null : find(this.#baseSha, previousPath ?? path),
      status === "deleted" ? null : find(this.#headSha, path),
    ]);
    return { base, head };
  }

  async #compare(file: ChangedFile, versions: Versions): Promise<FileDiff | Unreadable> {
    const read = (version: TreeFile | null) => version && this.#readBytes(version);
    const [base, head] = await Promise.all([read(versions.base), read(versions.head)]);
    const before = base && decodeUtf8(base);
    const after = head && decodeUtf8(head);
    if ((base !== null && before === null) || (head !== null && after === null)) {
      return { reason: "not valid UTF-8" };
    }
    const outcome = diffTexts(before, after, metaOf(file));
    return outcome.ok ? outcome.file : { reason: outcome.reason };
  }

  async #readBytes(version: TreeFile): Promise<Buffer> {
    return await this.#trees.readBlob(this.#repository, version.sha);
  }
}

function sameContent(file: ChangedFile): Partial<Pick<FileDiff, "status">> {
  return metaOf(file).status === "modified" ? { status: "mode_changed" } : {};
}
