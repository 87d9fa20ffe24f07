import { estimateTokens } from "@devflow/expert";
import type { SourceTree } from "@devflow/git";
import { readSyntax, type SyntaxFacts } from "@devflow/syntax";
import type { Given } from "./score.ts";

/**
 * A repository map of the kind that aider builds: files point at the files that define what they
 * use, personalised PageRank from the file at hand, rank spread over the definitions, the best
 * signatures within the budget. Weights as aider's repomap.py has them.
 */
export interface RepositoryMap {
  forHunk(path: string, mentioned: ReadonlySet<string>, maxTokens: number): Given[];
}

interface Definition {
  file: number;
  line: number;
  signature: string;
}

interface Edge {
  from: number;
  to: number;
  name: string;
  weight: number;
}

const DAMPING = 0.85;
const ROUNDS = 30;
const MOST_DEFINING_FILES = 5;
const LONG_NAME = 8;

const factsByBlob = new Map<string, SyntaxFacts | null>();

export async function buildRepositoryMap(tree: SourceTree): Promise<RepositoryMap> {
  const paths: string[] = [];
  const facts: SyntaxFacts[] = [];
  for (const [path, found] of await readTree(tree)) {
    paths.push(path);
    facts.push(found);
  }
  const definitions = definitionsByName(facts);
  const edges = connect(facts, definitions);
  return {
    forHunk(path, mentioned, maxTokens) {
      const own = paths.indexOf(path);
      const weighed = edges.map((edge) => ({
        ...edge,
        weight: edge.weight * (mentioned.has(edge.name) ? 10 : 1) * (edge.from === own ? 50 : 1),
      }));
      const ranked = rankDefinitions(weighed, paths.length, own);
      return fill(ranked, { paths, definitions, own, maxTokens });
    },
  };
}

async function readTree(tree: SourceTree): Promise<[string, SyntaxFacts][]> {
  const files: { path: string; blobSha: string }[] = [];
  for await (const { path, blobSha, sizeBytes } of tree.entries()) {
    if (sizeBytes < 1_000_000) files.push({ path, blobSha });
  }
  const pathOf = new Map(files.map(({ path, blobSha }) => [blobSha, path]));
  const unseen = [...pathOf.keys()].filter((blobSha) => !factsByBlob.has(blobSha));
  for await (const { blobSha, content } of tree.readBlobs(unseen)) {
    const path = pathOf.get(blobSha) ?? "";
    factsByBlob.set(blobSha, await readSyntax({ path, text: content.toString("utf8") }));
  }
  return files.flatMap(({ path, blobSha }): [string, SyntaxFacts][] => {
    const facts = factsByBlob.get(blobSha);
    return facts === null || facts === undefined ? [] : [[path, facts]];
  });
}

function definitionsByName(facts: readonly SyntaxFacts[]): Map<string, Definition[]> {
  const byName = new Map<string, Definition[]>();
  for (const [file, { definitions }] of facts.entries()) {
    for (const { name, startLine, signature } of definitions) {
      const found = byName.get(name) ?? [];
      found.push({ file, line: startLine, signature });
      byName.set(name, found);
    }
  }
  return byName;
}

function connect(
  facts: readonly SyntaxFacts[],
  definitions: ReadonlyMap<string, readonly Definition[]>,
): Edge[] {
  return facts.flatMap(({ references }, from) => {
    const uses = new Map<string, number>();
    for (const { name } of references) uses.set(name, (uses.get(name) ?? 0) + 1);
    return [...uses].flatMap(([name, count]): Edge[] => {
      const files = new Set((definitions.get(name) ?? []).map(({ file }) => file));
      const weight = nameWeight(name, files.size) * Math.sqrt(count);
      return [...files].map((to) => ({ from, to, name, weight }));
    });
  });
}

function nameWeight(name: string, definingFiles: number): number {
  const isCompound = /[a-z][A-Z]|[a-zA-Z]_[a-zA-Z]/.test(name) && name.length >= LONG_NAME;
  return (
    (isCompound ? 10 : 1) *
    (name.startsWith("_") ? 0.1 : 1) *
    (definingFiles > MOST_DEFINING_FILES ? 0.1 : 1)
  );
}

/** Rank of every (file, name), best first. */
function rankDefinitions(edges: readonly Edge[], files: number, own: number): [string, number][] {
  const outgoing = new Float64Array(files);
  for (const { from, weight } of edges) outgoing[from] = (outgoing[from] ?? 0) + weight;
  let rank = new Float64Array(files);
  rank[own] = 1;
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Float64Array(files);
    let lost = 1 - DAMPING;
    for (let file = 0; file < files; file++) {
      if (outgoing[file] === 0) lost += DAMPING * (rank[file] ?? 0);
    }
    for (const { from, to, weight } of edges) {
      next[to] = (next[to] ?? 0) + (DAMPING * (rank[from] ?? 0) * weight) / (outgoing[from] ?? 1);
    }
    next[own] = (next[own] ?? 0) + lost;
    rank = next;
  }
  const byPlace = new Map<string, number>();
  for (const { from, to, name, weight } of edges) {
    const key = `${to} ${name}`;
    const share = ((rank[from] ?? 0) * weight) / (outgoing[from] ?? 1);
    byPlace.set(key, (byPlace.get(key) ?? 0) + share);
  }
  return [...byPlace].sort((a, b) => b[1] - a[1]);
}

function fill(
  ranked: readonly [string, number][],
  map: {
    paths: readonly string[];
    definitions: ReadonlyMap<string, readonly Definition[]>;
    own: number;
    maxTokens: number;
  },
): Given[] {
  const given: Given[] = [];
  const named = new Set<number>();
  let left = map.maxTokens;
  for (const [key] of ranked) {
    const space = key.indexOf(" ");
    const file = Number(key.slice(0, space));
    const path = map.paths[file] ?? "";
    if (file === map.own) continue;
    for (const { file: where, line, signature } of map.definitions.get(key.slice(space + 1)) ??
      []) {
      if (where !== file) continue;
      const tokens = estimateTokens(signature) + (named.has(file) ? 0 : estimateTokens(path));
      if (tokens > left) return given;
      left -= tokens;
      named.add(file);
      given.push({ kind: "map", path, startLine: line, endLine: line, tokens });
    }
  }
  return given;
}
