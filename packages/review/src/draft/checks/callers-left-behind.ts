import type { FileDiff } from "@devflow/diff";
import type { CodeIndex } from "@devflow/retrieval";
import type { FactFile } from "../facts/fact.ts";
import { listed } from "../facts/fact.ts";
import { type BrokenPromise, findBrokenPromises } from "../facts/signature-facts.ts";
import { lineInPlaceOf, linesOf } from "./changed-functions.ts";
import type { Check, CheckHit } from "./check.ts";

const MOST_CALLERS = 5;

/**
 * Callers that a changed signature leaves behind. It asks the index for all files at once, so it
 * is run after the others; compilers of typed languages say it themselves.
 */
export const callersLeftBehind: Omit<Check, "find"> = {
  id: "check-callers-left-behind",
  severity: "high",
  category: "compatibility",
  title: "Callers are left behind",
  languages: ["python", "javascript"],
};

/** What callers in other files cannot live with: a name that is gone, a parameter that must be given. */
const breaks = /^removed$|\bremoved\b|\badded$|\border now\b|no longer be left out/;

/** The hits of each file, by its path. */
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
        const { name, what, startLine } = promise;
        // Moved to another file, or handed on under its name.
        if (what === "removed" && added.some((text) => new RegExp(`\\b${name}\\b`).test(text)))
          return [];
        const callers = (uses[at] ?? []).filter(
          (use) => use.name === name && !changed.has(use.path),
        );
        const line = promise.side === "RIGHT" ? startLine : lineInPlaceOf(file, startLine);
        if (callers.length === 0 || line === null) return [];
        const places = listed(
          callers.map((use) => `${use.path}:${use.line}`),
          MOST_CALLERS,
        );
        const how = what === "removed" ? "is removed" : `has changed (${what})`;
        const body = `\`${name}\` ${how}, and the change leaves these callers as they are: ${places}. Change them too, or keep what they call.`;
        return [{ startLine: line, endLine: line, body }];
      });
      return [file.path, hits];
    }),
  );
}

function brokenIn(file: FactFile): BrokenPromise[] {
  return findBrokenPromises(file).filter(({ what }) => breaks.test(what));
}
