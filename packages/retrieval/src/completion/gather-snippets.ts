import { setImmediate } from "node:timers/promises";
import type { Database } from "@devflow/database";
import { findSimilarCode, type SimilarCode } from "./find-similar-code.ts";
import type { HotRepositories } from "./hot-repositories.ts";
import type { CompletionPlace, CompletionSnippet } from "./model.ts";
import { type RankedDefinition, rankDefinitions } from "./rank-definitions.ts";
import { readCursor } from "./read-cursor.ts";
import { readFileHead } from "./read-file-head.ts";
import { readTypeBodies } from "./read-type-bodies.ts";

/** Definitions in all: about 1,000 tokens of heads, as many as a small window has room for. */
const MOST_DEFINITIONS = 40;
const MOST_SIMILAR = 3;
const LONGEST_SIMILAR = 1_600;
const NAME = /[\p{L}_$][\p{L}\p{N}_$]{2,}/gu;

/** What a place may use and what is like it, from memory where it can be. */
export async function gatherSnippets(
  database: Database,
  repositories: HotRepositories,
  place: CompletionPlace,
  signal: AbortSignal,
): Promise<readonly CompletionSnippet[]> {
  const hot = await repositories.read(place.repositoryId);
  signal.throwIfAborted();
  if (hot === null) return [];
  const { path } = place;
  const cursor = readCursor(place);
  const [head, similar] = await Promise.all([
    path === null ? { imports: [], names: new Set<string>() } : readFileHead(path, place.prefix),
    findSimilarCode(database, hot.snapshot, cursor.words, path),
  ]);
  // Each step is a few milliseconds at most; others have their turn in between.
  await setImmediate();
  signal.throwIfAborted();
  const likelyNames = namesIn(similar);
  const { table, map } = hot;
  const { tree, imports } = map;
  const ranked = rankDefinitions({ path, cursor, head, likelyNames, table, imports, tree });
  const chosen = ranked.slice(0, MOST_DEFINITIONS);
  const bodies = await readTypeBodies(database, place.repositoryId, { tree, table }, chosen);
  return [...ofDefinitions(chosen, bodies), ...ofSimilar(similar)];
}

function namesIn(similar: readonly SimilarCode[]): Map<string, number> {
  const names = new Map<string, number>();
  for (const { text, likeness } of similar) {
    for (const [name] of text.matchAll(NAME)) {
      names.set(name, Math.min(1, Math.max(names.get(name) ?? 0, likeness)));
    }
  }
  return names;
}

/** The heads of one file together, in its order, members below their class. */
function ofDefinitions(
  ranked: readonly RankedDefinition[],
  bodies: ReadonlyMap<RankedDefinition, string>,
): CompletionSnippet[] {
  const byPath = Map.groupBy(ranked, ({ path }) => path);
  return [...byPath].map(([path, definitions]) => {
    const inOrder = [...definitions].sort((a, b) => a.startLine - b.startLine);
    const lines: string[] = [];
    let open: string | null = null;
    for (const definition of inOrder) {
      const { owner, signature, name } = definition;
      if (owner !== null && owner !== open && !lines.includes(owner)) lines.push(owner);
      open = owner ?? name;
      lines.push(bodies.get(definition) ?? (owner === null ? signature : `  ${signature}`));
    }
    const score = Math.max(...definitions.map((each) => each.score));
    return { path, text: lines.join("\n"), source: "index_definition", score };
  });
}

function ofSimilar(similar: readonly SimilarCode[]): CompletionSnippet[] {
  return similar.slice(0, MOST_SIMILAR).map(({ path, text, likeness }) => ({
    path,
    text: text.length <= LONGEST_SIMILAR ? text : wholeLines(text),
    source: "index_similar",
    score: likeness,
  }));
}

function wholeLines(text: string): string {
  const cut = text.slice(0, LONGEST_SIMILAR);
  return cut.slice(0, Math.max(0, cut.lastIndexOf("\n")));
}
