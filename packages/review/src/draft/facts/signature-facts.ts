import type { NameUse } from "@devflow/retrieval";
import type { SymbolDefinition, SyntaxFacts } from "@devflow/syntax";
import type { Caller } from "../calls/left-behind.ts";
import { compareSignatures } from "./compare-signatures.ts";
import { type Fact, type FactFile, listed } from "./fact.ts";
import { readSignature } from "./read-signature.ts";

/** Callers that are named one by one: a fact is one line. */
const MOST_CALLERS = 3;

/** A definition that callers may have to follow. */
export interface BrokenPromise {
  name: string;
  /** What it is defined in, from the outside in: classes, or Go's receiver. */
  scopes: readonly string[];
  /** `parameter limit added`, or `removed`. */
  what: string;
  /** Where it begins in the new version, else in the old. */
  side: "LEFT" | "RIGHT";
  startLine: number;
  line: number;
}

const CALLABLE = new Set(["function", "method"]);

/** Functions of the file whose head changed in a way that callers notice, and those that are gone. */
export function findBrokenPromises({ file, base, head }: FactFile): BrokenPromise[] {
  // A tree with errors may have lost definitions that are still there.
  if (base === null || head === null || base.hasErrors || head.hasErrors) return [];
  const changed = changedLines(file.hunks);
  const promises: BrokenPromise[] = [];
  for (const before of base.definitions) {
    if (before.kind === "variable" || before.kind === "module") continue;
    // Overloads: which is which cannot be told by the name.
    if (base.definitions.filter((each) => isSameName(each, before)).length > 1) continue;
    const after = head.definitions.filter((each) => isSameName(each, before));
    if (after.length > 1) continue;
    const promise = compare(before, after[0], head);
    if (promise !== null && touches(promise, changed)) promises.push(promise);
  }
  return promises;
}

function isSameName(a: SymbolDefinition, b: SymbolDefinition): boolean {
  return a.name === b.name && a.scopes.join(".") === b.scopes.join(".");
}

function compare(
  before: SymbolDefinition,
  after: SymbolDefinition | undefined,
  head: SyntaxFacts,
): BrokenPromise | null {
  const { name, scopes } = before;
  if (after === undefined) {
    const isElsewhere = head.definitions.some((each) => each.name === name);
    const { startLine } = before;
    return isElsewhere
      ? null
      : { name, scopes, what: "removed", side: "LEFT", startLine, line: startLine };
  }
  if (!CALLABLE.has(before.kind) || !CALLABLE.has(after.kind)) return null;
  const old = readSignature(before.signature, name, head.language);
  const now = readSignature(after.signature, name, head.language);
  if (old === null || now === null) return null;
  const changes = compareSignatures(old, now);
  const { startLine, endLine } = after;
  return changes.length === 0
    ? null
    : { name, scopes, what: changes.join("; "), side: "RIGHT", startLine, line: endLine };
}

function changedLines(hunks: FactFile["file"]["hunks"]) {
  const lines = hunks.flatMap((hunk) => hunk.lines);
  return {
    LEFT: new Set(lines.filter(({ kind }) => kind === "removed").map(({ oldLine }) => oldLine)),
    RIGHT: new Set(lines.filter(({ kind }) => kind === "added").map(({ newLine }) => newLine)),
  };
}

function touches(
  { side, startLine, line }: BrokenPromise,
  changed: ReturnType<typeof changedLines>,
) {
  for (let at = startLine; at <= line; at++) if (changed[side].has(at)) return true;
  return false;
}

/**
 * One fact for each broken promise with callers that the change leaves as they are.
 * @param uses of the file's names in other files; those in files of the change are passed over
 * @param added names that other files of the change define anew: then the code only moved
 */
export function signatureFacts(
  promises: readonly BrokenPromise[],
  uses: readonly NameUse[],
  changedPaths: ReadonlySet<string>,
  added: ReadonlySet<string>,
): Fact[] {
  return promises.flatMap((promise): Fact[] => {
    const { name, what } = promise;
    if (what === "removed" && added.has(name)) return [];
    const callers = uses.filter((use) => use.name === name && !changedPaths.has(use.path));
    if (callers.length === 0) return [];
    const places = callers.map((use) => `${use.path}:${use.line}`);
    return [factOf(promise, places)];
  });
}

/** The same of Go and Java: each caller surely calls it, and what is wrong with it is said. */
export function callerFacts(callers: ReadonlyMap<BrokenPromise, readonly Caller[]>): Fact[] {
  return [...callers].flatMap(([promise, found]): Fact[] => {
    const broken = found.filter(({ problem }) => problem !== null);
    const shown = broken.length > 0 ? broken : found.filter(({ isChanged }) => !isChanged);
    if (shown.length === 0) return [];
    const places = shown.map(({ path, line, problem }) =>
      problem === null ? `${path}:${line}` : `${path}:${line} (${problem})`,
    );
    return [factOf(promise, places)];
  });
}

function factOf(
  { name, what, side, startLine, line }: BrokenPromise,
  callers: readonly string[],
): Fact {
  const places = listed(callers, MOST_CALLERS);
  const text =
    what === "removed"
      ? `${name} was removed and is still used, unchanged: ${places}`
      : `${name}: ${what}. Callers not changed: ${places}`;
  return { kind: "signature", text, at: { side, startLine, line } };
}
