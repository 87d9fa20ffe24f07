/**
 * Who is left behind by changed modules of TypeScript and JavaScript: imports of what is no longer
 * exported, and calls that give too few or too many arguments now.
 *
 * Properties wanted: sure or silent, without the compiler, which a worker has not and which would
 * check a whole project for one name.
 * Design: imports are followed through `export … from` and `export *` to the file that defines the
 * name, once as the files are now and once as they were. An import is left behind where the way led
 * to the changed file before and leads nowhere now; a call where it was right before.
 */
import { setImmediate } from "node:timers/promises";
import type { CodeNode } from "@devflow/syntax";
import type { CheckedFile } from "../checks/check.ts";
import type { Calls } from "./calls.ts";
import { escaped } from "./escaped.ts";
import type { Caller } from "./left-behind.ts";
import { takes } from "./lookup.ts";
import { type ScriptBreak, scriptBreaksOf } from "./script-breaks.ts";
import { isUntyped, readScriptFile, type ScriptFile, type TakenName } from "./script-file.ts";
import { argumentsOf, callsOfName, isBoundOnly, isExcused, membersOf } from "./script-uses.ts";

const ENDINGS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];
/** Files with a name of the change that are read for it. */
const MOST_FILES = 300;

/** What changed modules break, each with those whom the change leaves behind. */
export async function findScriptsLeftBehind(
  files: readonly CheckedFile[],
  calls: Calls,
): Promise<Map<ScriptBreak, Caller[]>> {
  const found = new Map<ScriptBreak, Caller[]>();
  if (!(await calls.code.isKnown())) return found;
  const { modules } = calls;
  const before = new Map<string, ScriptFile>();
  for (const { file, head, base } of files) {
    const code = base();
    if (code === null) continue;
    calls.code.adopt(file.path, head);
    before.set(file.path, readScriptFile(file.path, code));
  }
  for (const { file, head } of files) {
    const base = before.get(file.path);
    if (base === undefined) continue;
    const changed = { file, base, head: modules.files.of(file.path, head) };
    for (const each of await scriptBreaksOf(changed, modules)) found.set(each, []);
  }
  const breaks = [...found.keys()];
  const paths =
    breaks.length === 0
      ? []
      : await calls.code.naming([...new Set(breaks.flatMap(wordsOf))], ENDINGS);
  if (paths === null || paths.length > MOST_FILES) return new Map();
  const augmented = new Set<string>();
  for (const path of paths) {
    // Parsing computes on this thread.
    await setImmediate();
    const file = await modules.files.byPath(path);
    if (file === null) continue;
    for (const { name } of breaks) if (brings(file, name)) augmented.add(name);
    if (file.code.lines.some((line) => /^\s*\/\/\s*@ts-nocheck/.test(line))) continue;
    await addUsesOf(file, { found, before, calls });
  }
  for (const each of breaks) if (augmented.has(each.name)) found.delete(each);
  return found;
}

/** Whether it declares the name for another module: perhaps for the changed one. */
function brings({ augments }: ScriptFile, name: string): boolean {
  if (!augments.includes(name)) return false;
  const word = escaped(name);
  return new RegExp(
    `\\b(?:interface|type|const|let|var|function|class|enum|namespace)\\s+${word}\\b|\\{[^}]*\\b${word}\\b[^}]*\\}\\s*from\\b`,
  ).test(augments);
}

/**
 * What whoever uses it writes: its name, or its file's where it may be called anything. Nothing tells
 * who imports the default of an index at the top: `from ".."` has no name.
 */
function wordsOf({ path, local, names }: ScriptBreak): string[] {
  const [file = "", folder = ""] = path.split("/").reverse();
  const stem = file.replace(/\..*$/, "");
  const word = stem === "index" ? folder : stem;
  const words = names.map((name) => (name === "default" ? word : name));
  return [...words, ...(local ? [local] : [])].filter((each) => each !== "");
}

interface Search {
  found: ReadonlyMap<ScriptBreak, Caller[]>;
  /** Changed modules as they were. */
  before: ReadonlyMap<string, ScriptFile>;
  calls: Calls;
}

async function addUsesOf(file: ScriptFile, search: Search): Promise<void> {
  for (const taken of file.taken) {
    for (const each of search.found.keys()) {
      if (taken.name === "*") await addUsesOfModule(file, taken, each, search);
      else if (each.names.includes(taken.name)) await addUsesOfName(file, taken, each, search);
    }
  }
  for (const each of search.found.keys()) {
    if (each.path !== file.path || each.local === null) continue;
    if (isBoundOnly(each.local, file.code, 1)) addCalls(each.local, file, each, search);
  }
}

async function addUsesOfName(
  file: ScriptFile,
  { name, specifier, line, local }: TakenName,
  each: ScriptBreak,
  search: Search,
): Promise<void> {
  if (!(await isMeant(each, name, specifier, file, search))) return;
  if (each.local === null) {
    add(local === null ? "still exports it" : "still imports it", line, file, each, search);
  } else if (local !== null && isBoundOnly(local, file.code, 0)) {
    addCalls(local, file, each, search);
  }
}

/** Uses of `module.name` where a file takes a module as a whole. */
async function addUsesOfModule(
  file: ScriptFile,
  { specifier, local }: TakenName,
  each: ScriptBreak,
  search: Search,
): Promise<void> {
  if (local === null || !isBoundOnly(local, file.code, 0)) return;
  for (const name of each.names) {
    const members = membersOf(local, name, file.code);
    if (members.length === 0 || !(await isMeant(each, name, specifier, file, search))) continue;
    if (each.local !== null) addCalls(`${local}.${name}`, file, each, search);
    // Without types a module may be asked whether it has the name.
    else if (!isUntyped(file)) {
      for (const member of members) add("still uses it", lineOf(member), file, each, search);
    }
  }
}

/** Whether the way from an import led, or leads, to what the change breaks. */
async function isMeant(
  { path, local, names }: ScriptBreak,
  name: string,
  specifier: string,
  file: ScriptFile,
  { calls: { modules }, before }: Search,
): Promise<boolean> {
  const target = await modules.resolve(specifier, file.path);
  if (target === null) return false;
  const now = await modules.find(target, name);
  if (local !== null) {
    const { definition } = now;
    return definition?.file.path === path && definition.export.local === local;
  }
  if (now.is !== "absent" || !now.asked.has(path) || !names.includes(name)) return false;
  return (await modules.find(target, name, before)).is === "defined";
}

function addCalls(called: string, file: ScriptFile, each: ScriptBreak, search: Search): void {
  const { before, after, isReordered } = each;
  if (before === null || after === null) return;
  for (const call of callsOfName(called, after, file.code)) {
    const given = argumentsOf(call)?.length;
    if (given === undefined || !takes(before, given)) continue;
    const line = lineOf(call);
    const isTooMany = given > after.most;
    if (!takes(after, given)) {
      if (isTooMany && isUntyped(file)) continue;
      add(`gives ${given} ${given === 1 ? "argument" : "arguments"}`, line, file, each, search);
    } else if (isReordered && given >= before.parameters.length && !isEdited(call, file, search)) {
      add("gives them in the old order", line, file, each, search);
    }
  }
}

function isEdited(call: CodeNode, { path }: ScriptFile, { calls }: Search): boolean {
  const added = calls.code.addedLines(path);
  const { start, end } = call.range();
  for (let line = start.line; line <= end.line; line++) if (added.has(line + 1)) return true;
  return false;
}

function add(
  problem: string,
  line: number,
  { path, code }: ScriptFile,
  each: ScriptBreak,
  { found, calls }: Search,
): void {
  const known = found.get(each);
  const isSaid = known?.some(
    (one) => one.path === path && one.line === line && one.problem === problem,
  );
  if (isSaid === true || isExcused(code, line)) return;
  known?.push({ path, line, problem, isChanged: calls.code.addedLines(path).has(line) });
}

/** Where the name stands; a chain of calls begins further up. */
function lineOf(node: CodeNode): number {
  const called = node.field("function") ?? node.field("constructor") ?? node;
  return called.range().end.line + 1;
}
