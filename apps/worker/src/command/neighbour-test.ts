import { posix } from "node:path";
import { isTestFile } from "@devflow/assist";
import type { Material, Piece } from "./material.ts";

/** A test that a new one shall be like. */
export interface NeighbourTest {
  kind: "neighbour";
  path: string;
  text: string;
}

/** Characters of it that a prompt shows: its imports and the first tests. */
const maxCharacters = 2_500;
const searchHits = 20;

/**
 * The test that stands nearest to a file: one that the index ties to its code, else one that a
 * search finds, of the same language; of several the one with most folders in common.
 */
export async function findNeighbour(
  { index, readHead }: Material,
  path: string,
  around: readonly Piece[],
): Promise<NeighbourTest | null> {
  const extension = posix.extname(path);
  const isLike = (test: string) => isTestFile(test) && posix.extname(test) === extension;
  const tied = around.flatMap((piece) =>
    piece.kind === "context" && piece.context.kind === "test" ? [piece.context.path] : [],
  );
  const stem = posix.basename(path, extension);
  const found = tied.some(isLike)
    ? []
    : (await index.search(`${stem} test`, { limit: searchHits })).map((hit) => hit.path);
  const candidates = [...new Set([...tied, ...found])].filter(isLike);
  candidates.sort((a, b) => shared(b, path) - shared(a, path));
  for (const test of candidates) {
    const text = await readHead(test);
    if (text !== null) return { kind: "neighbour", path: test, text: text.slice(0, maxCharacters) };
  }
  return null;
}

/** Folders that two paths have in common, from the root. */
function shared(a: string, b: string): number {
  const others = b.split("/");
  const differs = a.split("/").findIndex((folder, at) => folder !== others[at]);
  return differs === -1 ? others.length : differs;
}
