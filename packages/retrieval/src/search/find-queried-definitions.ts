import type { Database } from "@devflow/database";
import type { LexicalDocument, LexicalSnapshot } from "../lexical/lexical-snapshot.ts";
import { findDefinitions, type StoredDefinition } from "../storage/find-definitions.ts";
import { keyOfDocument } from "./candidate.ts";
import type { ReadQuery } from "./read-query.ts";

export interface QueriedDefinition {
  document: LexicalDocument;
  name: string;
  /** Named like a type and inside of one of that name. */
  isConstructor: boolean;
}

/** Where queried names are defined, by chunk. */
export type QueriedDefinitions = ReadonlyMap<string, readonly QueriedDefinition[]>;

/** The definitions of the names in a query, types before the functions that share their name. */
export async function findQueriedDefinitions(
  database: Database,
  snapshots: readonly LexicalSnapshot[],
  { symbols }: ReadQuery,
): Promise<QueriedDefinitions> {
  const found = new Map<string, QueriedDefinition[]>();
  const definitions = await Promise.all(
    snapshots.map((snapshot) =>
      findDefinitions(database, snapshot.repositoryId, snapshot, symbols),
    ),
  );
  for (const [index, snapshot] of snapshots.entries()) {
    for (const definition of definitions[index] ?? []) {
      const { name, path, startLine } = definition;
      const document = snapshot.documentWithLine(path, startLine);
      if (document === undefined) continue;
      const entry = { document, name, isConstructor: isConstructor(definition) };
      const key = keyOfDocument(document);
      const others = found.get(key) ?? [];
      found.set(key, entry.isConstructor ? [...others, entry] : [entry, ...others]);
    }
  }
  return found;
}

function isConstructor({ name, kind, scopes }: StoredDefinition): boolean {
  return (kind === "method" || kind === "function") && scopes.at(-1) === name;
}
