/**
 * The definitions of one version of a repository, in memory: a keystroke has no time for queries.
 *
 * Properties wanted: a look-up by name, owner or file is a step of the event loop; reading the table
 * lets other work in between its pages; memory is bounded over all repositories of a process.
 * Design: names, heads and places only, about 250 bytes each; the bodies stay in the database. What
 * a file defines inside of functions is left out: nobody else can use it.
 * Races accepted: pages are read one by one, so a table may miss files that an update took away in
 * the meantime; the next version is read anew.
 */
import { setImmediate } from "node:timers/promises";
import type { Database } from "@devflow/database";
import type { ChunkKind } from "@devflow/syntax";
import type { LiveFile } from "../lexical/lexical-snapshot.ts";
import { readSignatures, type StoredSignature } from "../storage/read-signatures.ts";

/** A page gives about 3,000 rows, which take 3 ms to read. */
const BLOBS_PER_PAGE = 100;
const MOST_DEFINITIONS = 400_000;
const BYTES_EACH = 250;

export interface TableDefinition {
  name: string;
  path: string;
  kind: ChunkKind;
  /** What it is a member of, null at the top of a file. */
  owner: string | null;
  startLine: number;
  endLine: number;
  /** The head without its body, on one line. */
  signature: string;
  supertypes: readonly string[];
}

type Index = ReadonlyMap<string, readonly TableDefinition[]>;

export class DefinitionTable {
  readonly #byName: Index;
  readonly #byOwner: Index;
  readonly #byPath: Index;
  readonly byteLength: number;

  constructor(definitions: readonly TableDefinition[]) {
    this.#byName = grouped(definitions, ({ name }) => name);
    this.#byOwner = grouped(definitions, ({ owner }) => owner);
    this.#byPath = grouped(definitions, ({ path }) => path);
    this.byteLength = 1_000 + BYTES_EACH * definitions.length;
  }

  named(name: string): readonly TableDefinition[] {
    return this.#byName.get(name) ?? [];
  }

  membersOf(owner: string): readonly TableDefinition[] {
    return this.#byOwner.get(owner) ?? [];
  }

  in(path: string): readonly TableDefinition[] {
    return this.#byPath.get(path) ?? [];
  }
}

/** Reads the table of the live files, in pages. */
export async function readDefinitionTable(
  database: Database,
  repositoryId: number,
  files: readonly LiveFile[],
): Promise<DefinitionTable> {
  const pathsOf = Map.groupBy(files, ({ blobId }) => blobId);
  const blobIds = [...pathsOf.keys()];
  const definitions: TableDefinition[] = [];
  for (let start = 0; start < blobIds.length; start += BLOBS_PER_PAGE) {
    if (definitions.length >= MOST_DEFINITIONS) break;
    const page = blobIds.slice(start, start + BLOBS_PER_PAGE);
    for (const stored of await readSignatures(database, repositoryId, page)) {
      for (const { path } of pathsOf.get(stored.blobId) ?? []) {
        definitions.push(toDefinition(stored, path));
      }
    }
    await setImmediate();
  }
  return new DefinitionTable(definitions);
}

function toDefinition({ scopes, ...stored }: StoredSignature, path: string): TableDefinition {
  const { name, kind, startLine, endLine, signature, supertypes } = stored;
  const owner = scopes.at(-1) ?? null;
  return { name, path, kind, owner, startLine, endLine, signature, supertypes };
}

function grouped(
  definitions: readonly TableDefinition[],
  keyOf: (definition: TableDefinition) => string | null,
): Index {
  const groups = new Map<string, TableDefinition[]>();
  for (const definition of definitions) {
    const key = keyOf(definition);
    if (key === null) continue;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [definition]);
    else known.push(definition);
  }
  return groups;
}
