import { posix } from "node:path";
import type { EditedFile } from "../model.ts";
import type { RepositoryCode } from "../ports.ts";
import { isTestFile } from "./test-path.ts";

/** A test that new ones shall be like. */
export interface NeighbourTest {
  path: string;
  text: string;
}

/** Characters of it that a prompt shows: its imports and the first tests. */
const maxCharacters = 2_500;
const searchHits = 20;

/**
 * The test that stands nearest to a file: of the files that were sent, else one of the same language
 * that the index finds; of several the one with most folders in common.
 */
export async function findNeighbour(
  code: RepositoryCode | null,
  files: readonly EditedFile[],
  path: string,
): Promise<NeighbourTest | null> {
  const extension = posix.extname(path);
  const isLike = (test: { path: string }) =>
    isTestFile(test.path) && posix.extname(test.path) === extension && test.path !== path;
  const stem = posix.basename(path, extension);
  const sent = files.filter(isLike);
  const found =
    sent.length > 0 || code === null
      ? []
      : (await code.index.search(`${stem} test`, { limit: searchHits })).filter(isLike);
  const candidates: NeighbourTest[] = [...sent, ...joined(found)];
  candidates.sort((a, b) => shared(b.path, path) - shared(a.path, path));
  const [nearest] = candidates;
  return nearest === undefined
    ? null
    : { path: nearest.path, text: nearest.text.slice(0, maxCharacters) };
}

/** Several pieces of a file in the order of its lines: imports stand in its first one. */
function joined(
  hits: readonly { path: string; startLine: number; text: string }[],
): NeighbourTest[] {
  return [...Map.groupBy(hits, ({ path }) => path)].map(([path, pieces]) => ({
    path,
    text: pieces
      .toSorted((a, b) => a.startLine - b.startLine)
      .map(({ text }) => text)
      .join("\n"),
  }));
}

/** Folders that two paths have in common, from the root. */
function shared(a: string, b: string): number {
  const others = b.split("/");
  const differs = a.split("/").findIndex((folder, at) => folder !== others[at]);
  return differs === -1 ? others.length : differs;
}
