import type { Queryable } from "@devflow/database";
import { findTypesIn, type TypePart } from "../storage/find-types-in.ts";
import type { RepositoryMap } from "./repository-map.ts";
import { membersOf, type TypeMembers } from "./type-members.ts";

/** About 10 kB each: the types of a blob never change, so those read last are kept. */
const MOST_BLOBS = 2_000;

/** The types that stand in files, with their members: one query for what is not known yet. */
export async function readTypes(
  db: Queryable,
  repositoryId: number,
  { tree, types }: RepositoryMap,
  paths: readonly string[],
): Promise<(path: string) => readonly TypeMembers[]> {
  const pathOf = new Map(
    paths.flatMap((path) => {
      const blobId = tree.blobOf(path);
      return blobId === undefined ? [] : [[blobId, path] as const];
    }),
  );
  const known = new Map([...pathOf.keys()].map((blobId) => [blobId, types.get(blobId)]));
  const missing = [...known].flatMap(([blobId, found]) => (found === undefined ? [blobId] : []));
  const parts = Map.groupBy(await findTypesIn(db, repositoryId, missing), ({ blobId }) => blobId);
  for (const blobId of missing) {
    known.set(blobId, typesOf(pathOf.get(blobId) ?? "", parts.get(blobId) ?? []));
  }
  for (const [blobId, found] of known) {
    types.delete(blobId);
    if (found !== undefined) types.set(blobId, found);
  }
  for (const [oldest] of types) {
    if (types.size <= MOST_BLOBS) break;
    types.delete(oldest);
  }
  return (path) => known.get(tree.blobOf(path) ?? -1) ?? [];
}

function typesOf(path: string, parts: readonly TypePart[]): TypeMembers[] {
  const byType = Map.groupBy(parts, ({ name, startLine }) => `${startLine} ${name}`);
  return [...byType.values()].flatMap((ofType): TypeMembers[] => {
    const [first] = ofType;
    if (first === undefined) return [];
    const { name, startLine, endLine } = first;
    const lines = Array.from({ length: endLine - startLine + 1 }, () => "");
    for (const { chunkLine, text } of ofType) {
      for (const [row, line] of text.split("\n").entries()) {
        const at = chunkLine + row - startLine;
        if (at >= 0 && at < lines.length) lines[at] = line;
      }
    }
    return [{ name, startLine, endLine, members: membersOf(path, startLine, lines) }];
  });
}
