import type { FileDiff } from "@devflow/diff";
import { linesOf } from "../checks/changed-functions.ts";
import { compareSignatures } from "../facts/compare-signatures.ts";
import type { BrokenPromise } from "../facts/signature-facts.ts";
import { callablesOf, type ScriptCallable } from "./script-callables.ts";
import type { ScriptFile } from "./script-file.ts";
import type { ScriptModules } from "./script-modules.ts";
import { isBoundOnly } from "./script-uses.ts";

/** What a changed module no longer gives, or now gives otherwise. */
export interface ScriptBreak extends BrokenPromise {
  path: string;
  /** Under which the module gives it, or gave it. */
  names: readonly string[];
  /** As the file calls it; null for what is no longer given. */
  local: string | null;
  before: ScriptCallable | null;
  after: ScriptCallable | null;
  /** Parameters of different types have changed places. */
  isReordered: boolean;
}

export interface ChangedModule {
  file: FileDiff;
  base: ScriptFile;
  head: ScriptFile;
}

/** All of it that stands on lines of the change. */
export async function scriptBreaksOf(
  changed: ChangedModule,
  modules: ScriptModules,
): Promise<ScriptBreak[]> {
  return [...(await goneNames(changed, modules)), ...changedHeads(changed)];
}

async function goneNames(
  { file, base, head }: ChangedModule,
  modules: ScriptModules,
): Promise<ScriptBreak[]> {
  if (!base.isSure || !head.isSure) return [];
  const removed = new Set(linesOf(file, "removed").map(({ number }) => number));
  const given = new Map([...base.exports].map(([name, { line }]) => [name, line]));
  for (const { specifier, line } of base.stars) {
    if (head.stars.some((each) => each.specifier === specifier)) continue;
    const target = await modules.resolve(specifier, file.path);
    const handedOn = target === null ? null : await modules.files.byPath(target);
    for (const name of handedOn?.exports.keys() ?? []) {
      if (name !== "default" && !given.has(name)) given.set(name, line);
    }
  }
  const breaks: ScriptBreak[] = [];
  for (const [name, line] of given) {
    if (head.exports.has(name) || !removed.has(line)) continue;
    if ((await modules.find(file.path, name)).is !== "absent") continue;
    const place = { side: "LEFT", startLine: line, line } as const;
    const none = { names: [name], local: null, before: null, after: null, isReordered: false };
    breaks.push({
      name,
      scopes: [],
      what: "no longer exported",
      path: file.path,
      ...place,
      ...none,
    });
  }
  return breaks;
}

/** Functions and constructors that may not be called any more as they could be before. */
function changedHeads({ file, base, head }: ChangedModule): ScriptBreak[] {
  const added = new Set(linesOf(file, "added").map(({ number }) => number));
  const removed = new Set(linesOf(file, "removed").map(({ number }) => number));
  const old = callablesOf(base);
  return [...callablesOf(head)].flatMap(([name, after]): ScriptBreak[] => {
    const before = old.get(name);
    if (before === undefined || before.isClass !== after.isClass) return [];
    const isReordered = hasNewOrder(before, after);
    if (after.least <= before.least && after.most >= before.most && !isReordered) return [];
    if (!touches(added, after) && !touches(removed, before)) return [];
    // One that is assigned again may be another.
    if (!isBoundOnly(name, head.code, 1)) return [];
    const returns = "";
    const changes = compareSignatures(
      { parameters: [...before.parameters], returns },
      { parameters: [...after.parameters], returns },
    );
    const what = changes.length > 0 ? changes.join("; ") : `takes ${after.least} arguments`;
    const { startLine, endLine: line } = after;
    const place = { side: "RIGHT", startLine, line } as const;
    const names = [...head.exports].flatMap(([given, { local }]) =>
      local === name ? [given] : [],
    );
    return [
      {
        name,
        names,
        scopes: [],
        what,
        path: file.path,
        local: name,
        before,
        after,
        isReordered,
        ...place,
      },
    ];
  });
}

function touches(lines: ReadonlySet<number>, { startLine, endLine }: ScriptCallable): boolean {
  for (let line = startLine; line <= endLine; line++) if (lines.has(line)) return true;
  return false;
}

/** The same parameters, at least two of which have other types and stand the other way round. */
function hasNewOrder(before: ScriptCallable, after: ScriptCallable): boolean {
  const [old, now] = [before.parameters, after.parameters];
  const isSame = old.every(({ name, type }) =>
    now.some((each) => each.name === name && each.type === type && type !== ""),
  );
  if (!isSame || old.length !== now.length) return false;
  return old.some(({ type }, at) => type !== now[at]?.type);
}
