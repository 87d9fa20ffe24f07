import type { Queryable } from "@devflow/database";
import { z } from "zod";

/** A repository that is reviewed or indexed: on GitHub, or a folder of this machine. */
export type KnownRepository =
  | {
      kind: "github";
      id: number;
      githubId: number;
      installationId: number;
      /** As GitHub told last; it may have another name by now. */
      owner: string;
      name: string;
    }
  | { kind: "folder"; id: number; path: string };

/** A new repository is found, and a removed one is not, after this. About 150 bytes a repository are held. */
const readEveryMs = 10_000;

const rowSchema = z.object({
  id: z.number(),
  github_id: z.number().nullable(),
  installation_id: z.number().nullable(),
  owner: z.string().nullable(),
  name: z.string(),
  local_path: z.string().nullable(),
});

/** Every active repository, most recently indexed first. */
export class RepositoryDirectory {
  readonly #database: Queryable;
  readonly #now: () => Date;
  #read: { at: number; directory: Promise<Directory> } | null = null;

  constructor(database: Queryable, now: () => Date) {
    this.#database = database;
    this.#now = now;
  }

  /** Asked once for all who want it at the same time; a failure is not kept. */
  current(): Promise<Directory> {
    const at = this.#now().getTime();
    if (this.#read !== null && at - this.#read.at < readEveryMs) return this.#read.directory;
    const read = { at, directory: readDirectory(this.#database) };
    this.#read = read;
    read.directory.catch(() => {
      if (this.#read === read) this.#read = null;
    });
    return read.directory;
  }
}

/** One reading. */
export interface Directory {
  all: readonly KnownRepository[];
  byId: ReadonlyMap<number, KnownRepository>;
  /** Of GitHub, by `owner/name` in small letters. */
  byName: ReadonlyMap<string, KnownRepository>;
}

async function readDirectory(database: Queryable): Promise<Directory> {
  const rows = await database.query(
    `SELECT repository.id, github_id, installation_id, owner, name, local_path
       FROM repositories AS repository
       LEFT JOIN installations AS installation ON installation.id = installation_id
       LEFT JOIN index_states AS state ON state.repository_id = repository.id
      WHERE repository.state = 'active' AND (local_path IS NOT NULL OR installation.state = 'active')
      ORDER BY state.updated_at DESC NULLS LAST, repository.id DESC`,
  );
  const all = rows.flatMap((row) => toKnown(rowSchema.parse(row)));
  const byName = new Map<string, KnownRepository>();
  for (const each of all) {
    if (each.kind !== "github") continue;
    const name = `${each.owner}/${each.name}`.toLowerCase();
    if (!byName.has(name)) byName.set(name, each);
  }
  return { all, byId: new Map(all.map((each) => [each.id, each])), byName };
}

function toKnown(row: z.output<typeof rowSchema>): KnownRepository[] {
  const { id, github_id: githubId, installation_id: installationId, owner, name } = row;
  if (row.local_path !== null) return [{ kind: "folder", id, path: row.local_path }];
  if (githubId === null || installationId === null || owner === null) return [];
  return [{ kind: "github", id, githubId, installationId, owner, name }];
}
