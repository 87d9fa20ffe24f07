import type { Queryable } from "@devflow/database";

/** `owner/name` of repositories, or the name of a folder, as routes of experts and models know them. */
export interface RepositoryNames {
  nameOf(repositoryId: number): Promise<string | null>;
}

/** A renamed repository has its new name after this. */
const lifetimeMs = 60_000;
const mostNames = 10_000;

/** Asked for with every keystroke, so they are remembered for a minute. */
export function createRepositoryNames(database: Queryable): RepositoryNames {
  const known = new Map<number, { name: string | null; until: number }>();
  return {
    async nameOf(repositoryId) {
      const found = known.get(repositoryId);
      if (found !== undefined && found.until > Date.now()) return found.name;
      const [row] = await database.query<{ owner: string | null; name: string }>(
        "SELECT owner, name FROM repositories WHERE id = $1",
        [repositoryId],
      );
      const name = row === undefined ? null : row.owner ? `${row.owner}/${row.name}` : row.name;
      if (known.size >= mostNames) known.clear();
      known.set(repositoryId, { name, until: Date.now() + lifetimeMs });
      return name;
    },
  };
}
