import type { LocalRepository } from "@devflow/git";
import { SeededRandom } from "@devflow/statistics";
import { type CodeCut, languageOf, readStructure } from "@devflow/syntax";

/** Where a cursor stands and what a developer wrote there. */
export interface PlacedMiddle {
  path: string;
  language: string;
  kind: PlaceKind;
  prefix: string;
  middle: string;
  suffix: string;
}

/**
 * `line_end`: from a token to the end of its line. `whole_line`: a statement of one line, on a blank
 * line. `arguments`: what stands between the brackets of a call, closed already. `mid_line`: an
 * expression with code behind it. `statement`: one of several lines. `block`: all that a block holds.
 */
export const placeKinds = [
  "line_end",
  "whole_line",
  "arguments",
  "mid_line",
  "statement",
  "block",
] as const;
export type PlaceKind = (typeof placeKinds)[number];

export const singleLineKinds: ReadonlySet<PlaceKind> = new Set(placeKinds.slice(0, 4));

const largestFile = 200_000;
const mostOfKindInFile = 3;
/** 256 tokens, the limit of an answer, are about this much. */
const longestMiddle = 900;

/** The same places for the same commit: files in random order, few places of each kind from each. */
export async function choosePlaces(
  repository: LocalRepository,
  mostOfKind: number,
): Promise<PlacedMiddle[]> {
  const random = new SeededRandom(11);
  const tree = await repository.tree("HEAD");
  const files: { path: string; blobSha: string; order: number }[] = [];
  for await (const { path, blobSha } of tree.entries()) {
    if (languageOf(path) !== null) files.push({ path, blobSha, order: 0 });
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const file of files) file.order = random.next();
  files.sort((a, b) => a.order - b.order);
  const places: PlacedMiddle[] = [];
  const left = new Map(placeKinds.map((kind) => [kind, mostOfKind]));
  for (const { path, blobSha } of files) {
    if ([...left.values()].every((count) => count === 0)) break;
    for await (const { content } of tree.readBlobs([blobSha])) {
      if (content.length > largestFile) continue;
      const found = await placesIn(path, content.toString("utf8"), random);
      for (const place of found) {
        const count = left.get(place.kind) ?? 0;
        if (count === 0) continue;
        left.set(place.kind, count - 1);
        places.push(place);
      }
    }
  }
  return places;
}

async function placesIn(path: string, text: string, random: SeededRandom): Promise<PlacedMiddle[]> {
  const structure = await readStructure({ path, text });
  if (structure === null) return [];
  const byKind = new Map<PlaceKind, CodeCut[]>();
  for (const cut of structure.cuts) {
    const kind = kindOf(text, cut);
    if (kind !== null) byKind.set(kind, [...(byKind.get(kind) ?? []), cut]);
  }
  return [...byKind].flatMap(([kind, cuts]) =>
    cuts
      .map((cut) => ({ cut, order: random.next() }))
      .sort((a, b) => a.order - b.order)
      .slice(0, mostOfKindInFile)
      .map(({ cut: { start, end } }) => ({
        path,
        language: structure.language,
        kind,
        prefix: text.slice(0, start),
        middle: text.slice(start, end),
        suffix: text.slice(end),
      })),
  );
}

function kindOf(text: string, { kind, start, end }: CodeCut): PlaceKind | null {
  if (end - start > longestMiddle) return null;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const newline = text.indexOf("\n", end);
  const rest = text.slice(end, newline === -1 ? undefined : newline);
  const isFirst = text.slice(lineStart, start).trim() === "";
  const isMultiLine = text.slice(start, end).includes("\n");
  const isWhole = isFirst && /^[;,]?\s*$/.test(rest);
  if (kind === "line_end") return "line_end";
  if (kind === "arguments") return isMultiLine || isFirst ? null : "arguments";
  if (kind === "expression") return isMultiLine || rest.trim() === "" ? null : "mid_line";
  if (!isWhole) return null;
  if (kind === "statement") return isMultiLine ? "statement" : "whole_line";
  return isMultiLine ? "block" : null;
}
