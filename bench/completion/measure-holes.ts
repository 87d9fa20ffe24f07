import { readFileSync } from "node:fs";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Database } from "@devflow/database";
import { estimateTokens } from "@devflow/expert";
import { openRepository } from "@devflow/git";
import {
  type CompletionSnippet,
  ensureLocalRepository,
  openCodeIndex,
  openCompletionContext,
  type SearchHit,
} from "@devflow/retrieval";
import { languageOf } from "@devflow/syntax";
import { ctagsTruth } from "../context/ctags-truth.ts";
import { MovingCheckout } from "../context/moving-checkout.ts";
import { distinct, type TrueDefinition, type UsedName } from "../context/truth.ts";
import { typescriptTruth } from "../context/typescript-truth.ts";
import { chooseHoles, type Hole } from "./choose-holes.ts";

export interface HoleResult {
  path: string;
  /** Definitions in other files that the hidden lines use. */
  definitions: number;
  found: number;
  foundBySearch: number;
  /** Those whose name stands nowhere in the visible file. */
  unseenDefinitions: number;
  unseenFound: number;
  misses: string[];
  tokens: number;
  milliseconds: number;
  /** Of the process: what the machine does for others is not in it. */
  cpuMs: number;
  /** The longest that the event loop did nothing else meanwhile. */
  blockedMs: number;
}

export interface MeasuredHoles {
  name: string;
  results: HoleResult[];
}

const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/gu;

/** Indexes the newest commit and asks for the context of holes in it, one after another. */
export async function measureHoles(
  database: Database,
  folder: string,
  most: number,
): Promise<MeasuredHoles> {
  await using source = await openRepository(folder);
  using checkout = new MovingCheckout(source.root);
  checkout.moveTo("HEAD");
  await using repository = await openRepository(checkout.folder);
  const repositoryId = await ensureLocalRepository(database, checkout.folder);
  const index = openCodeIndex(database, repositoryId);
  const tree = await repository.tree("HEAD");
  await index.update(tree);
  const holes = await chooseHoles(tree, most);
  const context = openCompletionContext(database);
  await context.warm(repositoryId);
  const isScript = holes.some(({ path }) => isScriptPath(path));
  const script = isScript ? typescriptTruth(checkout) : null;
  const others = holes.some(({ path }) => !isScriptPath(path)) ? ctagsTruth(checkout) : null;
  // The first use of a grammar loads it.
  for (const hole of holes.slice(0, 5)) await ask(context, repositoryId, hole);
  const results: HoleResult[] = [];
  for (const hole of holes) {
    const truth = isScriptPath(hole.path) ? script : others;
    const names = namesIn(hole, readFileSync(join(checkout.folder, hole.path), "utf8"));
    const definitions = distinct(truth?.definitionsOf(hole.path, names) ?? []).filter(
      ({ path }) => path !== hole.path,
    );
    const asked = await ask(context, repositoryId, hole);
    const hits = await index.search(hole.prefix.slice(-600), { limit: 10 });
    results.push(score(hole, definitions, asked, hits));
  }
  script?.close();
  others?.close();
  return { name: source.name, results };
}

interface Asked {
  snippets: readonly CompletionSnippet[];
  milliseconds: number;
  cpuMs: number;
  blockedMs: number;
}

async function ask(
  context: ReturnType<typeof openCompletionContext>,
  repositoryId: number,
  { path, prefix, suffix }: Hole,
): Promise<Asked> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const cpu = process.cpuUsage();
  const start = performance.now();
  const { snippets } = await context.contextFor({
    ...{ repositoryId, path, prefix, suffix, language: languageOf(path) },
    signal: new AbortController().signal,
    deadlineMs: 5_000,
  });
  const milliseconds = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  delay.disable();
  return {
    snippets,
    milliseconds,
    cpuMs: (user + system) / 1_000,
    blockedMs: Math.max(0, delay.max / 1e6 - 1),
  };
}

function score(
  hole: Hole,
  definitions: readonly TrueDefinition[],
  { snippets, milliseconds, cpuMs, blockedMs }: Asked,
  hits: readonly SearchHit[],
): HoleResult {
  const visible = new Set(`${hole.prefix}\n${hole.suffix}`.match(NAME));
  const tokens = snippets.reduce((sum, { text }) => sum + estimateTokens(text), 0);
  const isIn = (shown: readonly { path: string; text: string }[]) => (each: TrueDefinition) =>
    shown.some(({ path, text }) => path === each.path && new Set(text.match(NAME)).has(each.name));
  // Search is given as many tokens as the context took.
  let spent = 0;
  const searched = hits.filter(({ path, text }) => {
    if (path === hole.path || spent >= tokens) return false;
    spent += estimateTokens(text);
    return true;
  });
  const found = definitions.filter(isIn(snippets));
  const unseen = definitions.filter(({ name }) => !visible.has(name));
  return {
    path: `${hole.path}:${hole.firstLine}`,
    definitions: definitions.length,
    found: found.length,
    foundBySearch: definitions.filter(isIn(searched)).length,
    unseenDefinitions: unseen.length,
    unseenFound: unseen.filter(isIn(snippets)).length,
    misses: definitions
      .filter((each) => !found.includes(each))
      .map(
        ({ name, path, line }) => `${visible.has(name) ? "" : "unseen "}${name} of ${path}:${line}`,
      ),
    ...{ tokens, milliseconds, cpuMs, blockedMs },
  };
}

function namesIn({ firstLine, lastLine, column }: Hole, text: string): UsedName[] {
  return text
    .split("\n")
    .slice(firstLine - 1, lastLine)
    .flatMap((line, index) =>
      [...line.matchAll(NAME)].flatMap((match): UsedName[] => {
        if (index === 0 && match.index < column) return [];
        return [
          {
            name: match[0],
            line: firstLine + index,
            column: match.index,
            before: line.slice(0, match.index),
            after: line.slice(match.index + match[0].length),
          },
        ];
      }),
    );
}

function isScriptPath(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path);
}
