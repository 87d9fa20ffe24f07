import { posix } from "node:path";
import { seesOnlyImports } from "@devflow/retrieval/training";
import type { CodeFunction, Language } from "@devflow/syntax";
import type { Calls } from "./called-names.ts";
import { wordsOfName } from "./documentation-reason.ts";
import type { CodeReason } from "./refusal.ts";
import type { Sees } from "./repository-imports.ts";
import { isCommonName } from "./split-of-file.ts";

/** Where a function is defined. */
export interface FunctionPlace extends Pick<CodeFunction, "name" | "scopes"> {
  path: string;
  language: Language;
}

/** A test, or a whole file of them, by what it calls and what it can call. */
export interface TestCalls {
  path: string;
  language: Language;
  code: string;
  called: Calls;
  /** Names that its file imports. */
  imported: ReadonlySet<string>;
  sees: Sees;
}

export interface TestedFunction {
  place: FunctionPlace;
  /** A name says so; else it is the only thing that the test calls. */
  isNamed: boolean;
}

type TestReason = Extract<CodeReason<"test">, "calls nothing known" | "of several functions">;

const mostPlaces = 8;
const leastScore = 4;
/** What tests are written with, not what they are about. */
const helper = /(^|\/)[^/]*(?:test|mock|fixture|helper|stub|fake|dummy|harness)[^/]*(\/|\.[^/]*$)/i;

/** Functions of a repository by name; the code itself is read again when it is needed. */
export class FunctionPlaces {
  readonly #byName = new Map<string, FunctionPlace[]>();

  /** Constructors are how a test begins, and stubs have no code. */
  add(place: FunctionPlace): void {
    if (place.name === place.scopes.at(-1) || place.path.endsWith(".pyi")) return;
    const known = this.#byName.get(place.name);
    if (known === undefined) this.#byName.set(place.name, [place]);
    // A name that many have says nothing about whom a test calls.
    else if (known.length <= mostPlaces) known.push(place);
  }

  /**
   * The function that a test is about: one that it can call and calls, and that its own name, what
   * it stands in or its file's name says; else the only one that it calls.
   */
  testedBy(test: TestCalls & { said: readonly string[] }): TestedFunction | TestReason {
    const places = this.#calledBy(test);
    const scored = places
      .map((place) => ({ place, score: scoreOf(place, test) }))
      .filter(({ score }) => score >= leastScore)
      .sort((a, b) => b.score - a.score);
    const [best, next] = scored;
    if (best === undefined) {
      const [only, ...others] = places.filter((place) => isSubject(place, test));
      if (only === undefined) return "calls nothing known";
      const isOnly = others.every((other) => isSame(only, other));
      return isOnly ? { place: only, isNamed: false } : "of several functions";
    }
    const isClear = next === undefined || next.score < best.score || isSame(next.place, best.place);
    return isClear ? { place: best.place, isNamed: true } : "of several functions";
  }

  /** The file that a test file is about: one of its name, or the only one, that it calls. */
  fileTestedBy(test: TestCalls): string | null {
    const calls = new Map<string, number>();
    for (const { path } of this.#calledBy(test)) calls.set(path, (calls.get(path) ?? 0) + 1);
    const stem = stemWords(test.path);
    const named = [...calls].filter(([path]) => stemWords(path) === stem);
    if (named.length > 0)
      return named.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0] ?? null;
    const [only, ...others] = [...calls.keys()].filter((path) => !helper.test(path));
    return only !== undefined && others.length === 0 ? only : null;
  }

  #calledBy(test: TestCalls): FunctionPlace[] {
    return [...test.called].flatMap(([name, qualifiers]) => {
      const places = this.#byName.get(name) ?? [];
      if (places.length > mostPlaces) return [];
      return places.filter(
        (place) =>
          family(place.language) === family(test.language) &&
          test.sees(place.path) &&
          [...qualifiers].some((qualifier) => mayMean(place, qualifier, test)),
      );
    });
  }
}

/** Whether a call of this form can be one of this function. */
function mayMean(place: FunctionPlace, qualifier: string, test: TestCalls): boolean {
  const { name, scopes, path } = place;
  const isPlain = qualifier === "";
  if (!seesOnlyImports(test.path) || place.path === test.path) {
    return (
      scopes.length > 0 || isPlain || test.language !== "go" || isPackage(qualifier, path, test)
    );
  }
  if (scopes.length > 0) return !isPlain;
  return isPlain ? test.imported.has(name) || hasWildcard(test) : isPackage(qualifier, path, test);
}

/** `from a import *` and `use a::*` bring names in that no import says. */
function hasWildcard({ language, imported }: TestCalls): boolean {
  return language === "rust" || imported.has("*");
}

function isPackage(qualifier: string, path: string, { imported }: TestCalls): boolean {
  const { name, dir } = posix.parse(path);
  return imported.has(qualifier) || qualifier === name || qualifier === posix.basename(dir);
}

/**
 * Whether a test may be about a function that no name says. Methods have to be asked of their type,
 * as far as names tell: `get` is one of many.
 */
function isSubject({ path, scopes, name }: FunctionPlace, test: TestCalls): boolean {
  if (path !== test.path && helper.test(path)) return false;
  const scope = scopes.at(-1);
  if (scope === undefined) return true;
  const isNear = path === test.path || stemWords(path) === stemWords(test.path);
  if (!isNear && (test.language === "rust" || !test.imported.has(scope))) return false;
  const words = ` ${wordsOfName(scope).join(" ")} `;
  const askedOf = [...(test.called.get(name) ?? [])];
  return (
    new Set(test.code.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu)).has(scope) ||
    askedOf.some((each) => ` ${wordsOfName(each).join(" ")} `.includes(words))
  );
}

function isSame(a: FunctionPlace, b: FunctionPlace): boolean {
  return a.path === b.path && a.name === b.name && a.scopes.join(".") === b.scopes.join(".");
}

/** A file that is named as the test file is, and a test that is named as the function is. */
function scoreOf(
  { name, path, scopes }: FunctionPlace,
  test: TestCalls & { said: readonly string[] },
): number {
  const said = test.said.map((each) =>
    wordsOfName(each)
      .join(" ")
      .replace(/^test /, ""),
  );
  const words = wordsOfName(name).join(" ");
  const all = ` ${said.join(" ")} `;
  const scope = scopes.at(-1);
  const scopeWords = scope === undefined ? null : wordsOfName(scope).join(" ");
  const isNamed = all.includes(` ${words} `);
  const isExact = said.some((each) => each === words || each === `${scopeWords} ${words}`);
  const isScopeNamed =
    scopeWords !== null && `${all}${stemWords(test.path)} `.includes(` ${scopeWords} `);
  const isBeside = stemWords(path) === stemWords(test.path) || path === test.path;
  if (!isNamed) return 0;
  // One word is easily part of a sentence: then the file or an import has to say it, too.
  const byName = isExact || words.includes(" ") ? 4 : 2;
  const isImported = scope === undefined && test.imported.has(name);
  return (
    byName + (isBeside ? 2 : 0) + (isScopeNamed ? 2 : 0) + (isImported ? 2 : 0) + words.length / 100
  );
}

function stemWords(path: string): string {
  const { name, dir } = posix.parse(path);
  const words = wordsOfName(isCommonName(name) ? posix.basename(dir) : name);
  return words.filter((word) => !/^(tests?|specs?|it)$/.test(word)).join(" ");
}

function family(language: Language): string {
  if (language === "tsx" || language === "javascript") return "typescript";
  return language === "c" ? "cpp" : language;
}
