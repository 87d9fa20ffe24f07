import type { Queryable } from "@devflow/database";
import type { FileDiff } from "@devflow/diff";
import type { ContextRequest } from "../model.ts";
import { type ReadSpan, readSpans } from "../storage/read-spans.ts";
import type { ContextPlace } from "./context-place.ts";
import type { UnpricedItem } from "./fill-budget.ts";
import { contains, type LineRange } from "./line-range.ts";
import type { ReadHunk } from "./read-hunk.ts";
import type { RepositoryMap } from "./repository-map.ts";
import { firstUnshown, lineAfter, shownLines } from "./shown-lines.ts";

/** Less than this of a piece that the diff shows in part says too little. */
const FEWEST_LINES = 3;

/**
 * The items of places: with their text, and without what the diff shows. The changed file's own
 * lines are those of head, also where the index has it as it was.
 */
export async function readItems(
  db: Queryable,
  repositoryId: number,
  { tree }: RepositoryMap,
  requests: readonly ContextRequest[],
  hunks: readonly ReadHunk[],
  places: readonly (readonly ContextPlace[])[],
): Promise<UnpricedItem[][]> {
  const stored = places.flat().filter(isStored);
  const texts = await readSpans(db, repositoryId, (path) => tree.blobOf(path), stored);
  const spans = new Map(stored.map((place, index) => [place, texts[index]]));
  return hunks.map((hunk, index) => {
    const shown = shownByPath(requests[index], hunk.file);
    return (places[index] ?? []).flatMap((place) => toItem(place, hunk, shown, spans.get(place)));
  });
}

function isStored({ isAtHead, text }: ContextPlace): boolean {
  return isAtHead !== true && text === undefined;
}

interface Shown {
  /** What each changed file's hunks show, by any of its names, before and after. */
  ranges: ReadonlyMap<string, readonly LineRange[]>;
  /** The names of the file that the hunk is in. */
  own: ReadonlySet<string>;
}

function shownByPath(request: ContextRequest | undefined, file: FileDiff): Shown {
  const ranges = new Map<string, LineRange[]>();
  for (const changed of [...(request?.changedFiles ?? []), file]) {
    for (const path of new Set([changed.path, changed.previousPath ?? changed.path])) {
      // The index may have the file as it was or as it is: what either side shows is left out.
      ranges.set(path, [...shownLines(changed, "new"), ...shownLines(changed, "old")]);
    }
  }
  return { ranges, own: new Set([file.path, file.previousPath ?? file.path]) };
}

function toItem(
  place: ContextPlace,
  hunk: ReadHunk,
  shown: Shown,
  span: ReadSpan | undefined,
): UnpricedItem[] {
  const { kind, path, symbol, reason, anchorLine, isAtHead, isBreadth } = place;
  const said = { kind, path, symbol, reason, ...(isBreadth === true && { isBreadth }) };
  if (place.text !== undefined) {
    return [{ ...said, startLine: place.startLine, endLine: place.endLine, text: place.text }];
  }
  const isOwn = shown.own.has(path);
  const source = isAtHead === true ? headSpan(place, hunk) : (span ?? null);
  if (source === null) return [];
  const ranges = isAtHead === true ? hunk.shown : (shown.ranges.get(path) ?? []);
  const kept = firstUnshown(source, ranges, FEWEST_LINES);
  if (kept === null || (anchorLine !== undefined && !contains(kept, anchorLine))) return [];
  const lines = source.text.split("\n");
  const text = lines
    .slice(kept.startLine - source.startLine, kept.endLine - source.startLine + 1)
    .join("\n")
    .trimEnd();
  if (text.trim() === "") return [];
  const startLine = isOwn && isAtHead !== true ? placeAtHead(kept, text, hunk) : kept.startLine;
  if (startLine === null) return [];
  const endLine = startLine + text.split("\n").length - 1;
  return [{ ...said, path: isOwn ? hunk.path : path, startLine, endLine, text }];
}

function headSpan({ startLine, endLine }: ContextPlace, { headLines }: ReadHunk): ReadSpan {
  const text = (headLines ?? [])
    .slice(startLine - 1, endLine)
    .join("\n")
    .trimEnd();
  return { startLine, endLine: startLine + text.split("\n").length - 1, text };
}

/** Where unshown lines of the index stand in the file at head; null when they do not. */
function placeAtHead(kept: LineRange, text: string, { headLines, file }: ReadHunk): number | null {
  const lines = text.split("\n");
  const candidates = [kept.startLine, lineAfter(kept.startLine, file.hunks)];
  const found = candidates.find((start) =>
    lines.every((line, offset) => headLines?.[start - 1 + offset] === line),
  );
  return found ?? null;
}
