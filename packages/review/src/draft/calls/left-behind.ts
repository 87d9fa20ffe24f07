import { setImmediate } from "node:timers/promises";
import type { CodeNode, ParsedCode } from "@devflow/syntax";
import type { FactFile } from "../facts/fact.ts";
import type { BrokenPromise } from "../facts/signature-facts.ts";
import { type Calls, type TypedLanguage, typedCallKinds } from "./calls.ts";
import { folderOf } from "./code-files.ts";
import { goResultsOf } from "./go-declarations.ts";
import { arityOf, countArguments, type Lookup, placeOf, takes } from "./lookup.ts";

/** A call of what a change edits or removes. */
export interface Caller {
  path: string;
  line: number;
  /** On a line of the change. */
  isChanged: boolean;
  /** What is wrong with it now; null where it may be right as it is. */
  problem: string | null;
}

/** Files with the name that one change may have read for it. */
const MOST_FILES = 300;

/**
 * Who surely calls what a changed head, or a removed one, is of: in all files, those of the change
 * included, as the change leaves them. Null when that is too much to look at.
 */
export async function findCallers(
  promises: readonly BrokenPromise[],
  { file, base, head }: FactFile,
  calls: Calls,
): Promise<Map<BrokenPromise, Caller[]> | null> {
  const language = head?.language;
  if ((language !== "go" && language !== "java") || !(await calls.code.isKnown())) return null;
  const callers = new Map<BrokenPromise, Caller[]>(promises.map((each) => [each, []]));
  const names = new Set(promises.map(({ name }) => name));
  const paths = await calls.code.naming([...names], [`.${language}`]);
  if (paths === null || paths.length > MOST_FILES) return null;
  for (const path of paths) {
    // Parsing computes on this thread.
    await setImmediate();
    const code = await calls.code.read(path);
    if (code === null) continue;
    const added = calls.code.addedLines(path);
    for (const { call, name } of callsNaming(names, code, language)) {
      const lookup = await calls.lookUp(path, code, call);
      if (lookup === null) continue;
      for (const promise of promises) {
        if (promise.name !== name || !isMeant(promise, file.path, language, lookup)) continue;
        const before = base?.definitions.find(
          (each) => each.name === name && each.scopes.join() === promise.scopes.join(),
        );
        const line = lineOf(call);
        const problem = problemOf(call, lookup, language, before?.signature ?? "");
        const caller = { path, line, isChanged: added.has(line), problem };
        const known = callers.get(promise);
        // One line may call it twice.
        const isSaid = known?.some(
          (each) => each.path === path && each.line === line && each.problem === problem,
        );
        if (isSaid !== true) known?.push(caller);
      }
    }
  }
  return callers;
}

/** Most files of a change call none of them: asked of the text first, then of the parser at once. */
function callsNaming(
  names: ReadonlySet<string>,
  { lines, root }: ParsedCode,
  language: TypedLanguage,
) {
  const asked = [...names].filter((name) => lines.some((line) => line.includes(name)));
  if (asked.length === 0) return [];
  const word = asked.map((name) => name.replaceAll("$", "\\$")).join("|");
  const ends = { regex: `(?:${word})(?:\\s*<[\\s\\S]*)?$` };
  const fields = { go: ["function"], java: ["name", "type"] }[language];
  const any = fields.map((field) => ({ has: { field, ...ends } }));
  return typedCallKinds[language].flatMap((kind) =>
    root.findAll({ rule: { kind, any } }).flatMap((call) => {
      const name = nameCalled(call);
      return name !== null && names.has(name) ? [{ call, name }] : [];
    }),
  );
}

function nameCalled(call: CodeNode): string | null {
  if (call.kind() === "object_creation_expression") {
    return /(\w+)\s*(?:<.*)?$/s.exec(call.field("type")?.text() ?? "")?.[1] ?? null;
  }
  const called = call.field("name") ?? call.field("function");
  return (called?.field("field") ?? called)?.text() ?? null;
}

/** Where the name stands; a chain of calls begins further up. */
function lineOf(call: CodeNode): number {
  const called = call.field("name") ?? call.field("function");
  return ((called?.field("field") ?? called ?? call).range().start.line ?? 0) + 1;
}

function isMeant(
  { name, scopes, side, startLine, line }: BrokenPromise,
  path: string,
  language: TypedLanguage,
  { found, places }: Lookup,
): boolean {
  const container = language === "go" ? folderOf(path) : path;
  if (side === "LEFT") return found.length === 0 && places.includes(placeOf(container, scopes));
  return found.some(
    ({ path: definedIn, head }) =>
      definedIn === path && head.name === name && startLine <= head.line && head.line <= line,
  );
}

function problemOf(
  call: CodeNode,
  { found }: Lookup,
  language: TypedLanguage,
  signatureBefore: string,
): string | null {
  if (found.length === 0) return "still calls it";
  const given = countArguments(call);
  const [only, ...more] = found.filter(({ head }) => takes(arityOf(head.node), given));
  if (only === undefined) return `gives ${given} ${given === 1 ? "argument" : "arguments"}`;
  if (more.length > 0) return null;
  return language === "go"
    ? problemOfResults(call, goResultsOf(only.head.node), signatureBefore)
    : problemOfValue(call, only.head.node);
}

/** Go: how many values are taken, and whether a new error is looked at. */
function problemOfResults(
  call: CodeNode,
  results: readonly CodeNode[],
  signatureBefore: string,
): string | null {
  const parent = call.parent();
  const kind = String(parent?.kind());
  if (kind === "expression_statement" || kind === "defer_statement" || kind === "go_statement") {
    const isNew = !/\berror\s*\)?\s*$/.test(signatureBefore.replace(/\s*\{?\s*$/, ""));
    return kind === "expression_statement" && isNew && results.at(-1)?.text() === "error"
      ? "drops its error"
      : null;
  }
  const holder = kind === "expression_list" ? parent?.parent() : parent;
  const values = parent?.children().filter((each) => each.isNamed()) ?? [];
  if (kind === "expression_list" && values.length > 1) {
    return results.length === 1 ? null : `takes one value of ${results.length}`;
  }
  const left = holder?.field("left");
  const names =
    left?.children().filter((each) => each.isNamed()).length ??
    holder?.fieldChildren("name").filter((each) => each.isNamed()).length ??
    0;
  const isAssigned = /^(?:short_var_declaration|assignment_statement|var_spec)$/.test(
    String(holder?.kind()),
  );
  if (!isAssigned || names === 0 || names === results.length) return null;
  return `takes ${names} ${names === 1 ? "value" : "values"} of ${results.length}`;
}

/** Java: a value is used that there is none of any more. */
function problemOfValue(call: CodeNode, declaration: CodeNode): string | null {
  if (declaration.field("type")?.kind() !== "void_type") return null;
  const kind = String(call.parent()?.kind());
  const isUsed =
    /^(?:variable_declarator|assignment_expression|argument_list|return_statement|binary_expression|method_invocation)$/;
  return isUsed.test(kind) ? "uses a value of it" : null;
}
