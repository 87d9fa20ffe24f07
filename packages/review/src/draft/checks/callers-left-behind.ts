import type { FileDiff } from "@devflow/diff";
import type { CodeIndex } from "@devflow/retrieval";
import type { Calls } from "../calls/calls.ts";
import { findCallers } from "../calls/left-behind.ts";
import { findScriptsLeftBehind } from "../calls/script-left-behind.ts";
import type { FactFile } from "../facts/fact.ts";
import { listed } from "../facts/fact.ts";
import { type BrokenPromise, findBrokenPromises } from "../facts/signature-facts.ts";
import { lineInPlaceOf, linesOf } from "./changed-functions.ts";
import type { Check, CheckedFile, CheckHit } from "./check.ts";

const MOST_CALLERS = 5;

/**
 * Callers that a changed signature leaves behind. It asks for all files at once, so it is run after
 * the others. Of Go and Java each call is resolved and held against the head that it has now.
 */
export const callersLeftBehind: Omit<Check, "find"> = {
  id: "check-callers-left-behind",
  severity: "high",
  category: "compatibility",
  title: "Callers are left behind",
  languages: ["typescript", "tsx", "javascript", "python", "go", "java"],
};

const isGone = /^(?:removed|no longer exported)$/;

/** What callers in other files cannot live with: a name that is gone, a parameter that must be given. */
const breaks = /^removed$|\bremoved\b|\badded$|\border now\b|no longer be left out/;

/** The hits of each file of Go or Java, by its path. */
export async function findCallsLeftBehind(
  files: readonly FactFile[],
  calls: Calls,
): Promise<Map<string, CheckHit[]>> {
  const hits = new Map<string, CheckHit[]>();
  const asked = files.map((each) => ({ each, promises: findBrokenPromises(each) }));
  await expectNames(asked, calls);
  for (const { each, promises } of asked) {
    const callers = promises.length === 0 ? null : await findCallers(promises, each, calls);
    if (callers === null) continue;
    const found = promises.flatMap((promise) => {
      const broken = callers.get(promise)?.filter(({ problem }) => problem !== null) ?? [];
      const places = broken.map(({ path, line, problem }) => `${path}:${line} (${problem})`);
      return hitOf(promise, each, places);
    });
    hits.set(each.file.path, found);
  }
  return hits;
}

/** The hits of each module of TypeScript or JavaScript, by its path. */
export async function findModulesLeftBehind(
  files: readonly CheckedFile[],
  calls: Calls,
): Promise<Map<string, CheckHit[]>> {
  const hits = new Map<string, CheckHit[]>(files.map(({ file }) => [file.path, []]));
  const fileOf = new Map(files.map((each) => [each.file.path, each]));
  for (const [each, callers] of await findScriptsLeftBehind(files, calls)) {
    const places = callers.map(({ path, line, problem }) => `${path}:${line} (${problem})`);
    const file = fileOf.get(each.path);
    if (file !== undefined) hits.get(each.path)?.push(...hitOf(each, file, places));
  }
  return hits;
}

/** Looking through a repository's files for names costs as much for one name as for all of a change. */
async function expectNames(
  asked: readonly { each: FactFile; promises: readonly BrokenPromise[] }[],
  calls: Calls,
): Promise<void> {
  const byLanguage = Map.groupBy(asked, ({ each }) => each.head?.language);
  for (const [language, files] of byLanguage) {
    const names = files.flatMap(({ promises }) => promises.map(({ name }) => name));
    if (names.length > 0) await calls.code.naming([...new Set(names)], [`.${language}`]);
  }
}

/** The hits of each file of other languages, by its path. */
export async function findCallersLeftBehind(
  files: readonly FactFile[],
  changedFiles: readonly FileDiff[],
  index: CodeIndex,
): Promise<Map<string, CheckHit[]>> {
  const read = files.map((each) => ({ file: each.file, promises: brokenIn(each) }));
  const asked = read.filter(({ promises }) => promises.length > 0);
  if (asked.length === 0) return new Map();
  const uses = await index.usesOf(
    asked.map(({ file, promises }) => ({
      path: file.path,
      names: promises.map(({ name }) => name),
    })),
  );
  const changed = new Set(
    changedFiles.flatMap(({ path, previousPath }) => [path, previousPath ?? path]),
  );
  const added = changedFiles.flatMap((file) => linesOf(file, "added").map(({ text }) => text));
  return new Map(
    asked.map(({ file, promises }, at) => {
      const hits = promises.flatMap((promise): CheckHit[] => {
        const { name, what } = promise;
        // Moved to another file, or handed on under its name.
        if (what === "removed" && added.some((text) => new RegExp(`\\b${name}\\b`).test(text)))
          return [];
        const callers = (uses[at] ?? []).filter(
          (use) => use.name === name && !changed.has(use.path),
        );
        return hitOf(
          promise,
          { file },
          callers.map((use) => `${use.path}:${use.line}`),
        );
      });
      return [file.path, hits];
    }),
  );
}

/** Said at the head, or where it stood. */
function hitOf(
  { name, what, side, startLine }: BrokenPromise,
  { file }: Pick<FactFile, "file">,
  places: readonly string[],
): CheckHit[] {
  const line = side === "RIGHT" ? startLine : lineInPlaceOf(file, startLine);
  if (places.length === 0 || line === null) return [];
  const how = isGone.test(what) ? `is ${what}` : `has changed (${what})`;
  const body = `\`${name}\` ${how}, and the change leaves these callers as they are: ${listed(places, MOST_CALLERS)}. Change them too, or keep what they call.`;
  return [{ startLine: line, endLine: line, body }];
}

function brokenIn(file: FactFile): BrokenPromise[] {
  return findBrokenPromises(file).filter(({ what }) => breaks.test(what));
}
