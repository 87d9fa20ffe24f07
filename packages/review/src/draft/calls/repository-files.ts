import type { CodeIndex } from "@devflow/retrieval";

/** What a repository has beside the files of the change, as far as calls lead there. */
export interface RepositoryFiles {
  /** Files that one review may read for calls: each may be a request. */
  readonly mostReads: number;
  /** All paths; null when nothing is known. Those that the change adds or removes may differ. */
  paths(): Promise<readonly string[] | null>;
  /** By name, files with one of the endings in which it stands; null when that is too much to look at. */
  naming(
    names: readonly string[],
    endings: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlySet<string>> | null>;
  /** The only files that may define the name; null when any may. */
  defining(name: string): Promise<ReadonlySet<string> | null>;
}

/** Each may be a request to GitHub. */
const MOST_READS_BY_INDEX = 60;

/** As the index has it: names tell which files are worth reading. */
export function filesOfIndex(index: CodeIndex): RepositoryFiles {
  return {
    mostReads: MOST_READS_BY_INDEX,
    paths: () => index.paths(),
    naming: (names) => index.pathsNaming(names),
    defining: (name) => index.pathsDefining(name),
  };
}
