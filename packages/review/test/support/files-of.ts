import type { RepositoryFiles } from "../../src/draft/calls/repository-files.ts";

/** A repository that has these files, by their paths. */
export function filesOf(files: Readonly<Record<string, string>>): RepositoryFiles {
  const paths = Object.keys(files);
  return {
    mostReads: 100,
    paths: async () => paths,
    defining: async () => null,
    naming: async (names) => {
      if (names.includes("")) throw new Error("an empty name stands everywhere");
      return new Map(
        names.map((name) => [name, new Set(paths.filter((path) => files[path]?.includes(name)))]),
      );
    },
  };
}
