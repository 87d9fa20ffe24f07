import { estimateTokens } from "@devflow/expert";
import { importedNames } from "@devflow/retrieval/training";
import type { Language } from "@devflow/syntax";
import type { Refused } from "../model.ts";
import { type Calls, calledNames } from "./called-names.ts";
import { dedent } from "./dedent.ts";
import { FunctionPlaces } from "./function-places.ts";
import { mostFunctionTokens } from "./function-reason.ts";
import type { CodeFile } from "./model.ts";
import type { ReadCodeFile } from "./read-code-file.ts";
import { type CodeReason, refused } from "./refusal.ts";
import type { RepositoryImports } from "./repository-imports.ts";
import { showsSecret } from "./secret-spans.ts";
import { type FoundTest, testsIn } from "./test-of-function.ts";

/** What a test file brings in. */
interface TestFile {
  file: Omit<CodeFile, "text">;
  language: Language;
  imports: readonly string[];
  imported: ReadonlySet<string>;
}

/** A test, or a whole test file, that waits for the code of what it tests. */
export interface WaitingTest extends TestFile {
  /** Null for a whole file. */
  test: FoundTest | null;
  code: string;
  called: Calls;
  /** Of a whole file: its tests one by one, where the file is about more than one thing. */
  parts: readonly (WaitingTest | Refused)[];
}

/** What is known of the tested code: its file, and the function of one test. */
export interface TestPair {
  waiting: WaitingTest;
  tested: { name: string; scopes: readonly string[] } | null;
}

interface FoundPair extends Pick<TestPair, "tested"> {
  path: string;
  /** A name says so; else it is the only thing that the test calls. */
  isNamed: boolean;
}

const leastCharacters = 60;
const mostFilesOfOne = 1;
/** Of one test file: its tests are alike, and others shall be heard. */
const mostOfFile = 6;
const mostImported = 500;
/** Waiting tests of one repository, at 3 kB each. */
const mostWaiting = 20_000;

/**
 * Tests of one repository with the functions that they are about. Tests wait until all functions of
 * the split are known by name; the files of those that are tested are then read once more.
 *
 * A test is paired with a function of a file that it imports, or that it sees without an import, when
 * it calls that function and a name says so, or it calls nothing else of the split. How often that is
 * right, read by eye in 15 pairs of each language, drawn by chance by `bench/code-examples/show-tests`
 * from eight open projects: Go 15, TypeScript 14, Rust 14, Java 13, Python 12 (91 % of 75). Wrong ones
 * call a method through a name of another type, or one function on the way to what they are about.
 * Most tests stay unpaired, and are counted by why: they drive the whole program through a client and
 * call no function of it by name (the functions of other splits count as such), or call several.
 */
export class TestCollector {
  readonly #places = new FunctionPlaces();
  readonly #waiting: WaitingTest[] = [];

  /** Notes what a file defines, and its tests. `isCopy` says whether a test was seen before. */
  *note(
    read: ReadCodeFile,
    isTestFile: boolean,
    isCopy: (test: FoundTest, code: string) => boolean,
  ): Generator<Refused> {
    const { text, ...file } = read.file;
    const { language, functions, hasErrors } = read.structure;
    const tests = isTestFile || language === "rust" ? testsIn(read) : [];
    if (!isTestFile) {
      // What stands inside of a function cannot be called by a test.
      const end = language === "rust" ? startOfTests(text) : text.length;
      const code = functions.filter(
        ({ start, isInner }) =>
          start < end && !isInner && !tests.some((test) => holds(test, start)),
      );
      for (const { name, scopes } of code) {
        this.#places.add({ name, scopes, path: file.path, language });
      }
    }
    if (this.#waiting.length + tests.length > mostWaiting || tests.length === 0) return;
    const from = testFileOf(read);
    // Tests are often named as what they test.
    const helpers = functions.filter(({ start }) => !tests.some((test) => test.start === start));
    const own = new Set(isTestFile ? helpers.map(({ name }) => name) : []);
    const parts = tests.slice(0, mostOfFile).map((test): WaitingTest | Refused => {
      const code = dedent(text, test.start, test.end);
      const reason =
        reasonAgainst(read, test, code) ?? (isCopy(test, code) ? "near duplicate" : null);
      if (reason !== null) return refused("test", reason);
      return { ...from, test, code, called: calledNames(code, language, own), parts: [] };
    });
    if (
      isTestFile &&
      !hasErrors &&
      read.secrets.length === 0 &&
      estimateTokens(text) <= mostFunctionTokens
    ) {
      const code = text.trim();
      const called = calledNames(code, language, own);
      this.#waiting.push({ ...from, test: null, code, called, parts });
      return;
    }
    for (const part of parts) {
      if ("reason" in part) yield part;
      else this.#waiting.push(part);
    }
  }

  /** Tests by the path of what they test. Those that say of nothing that they test it are counted. */
  resolve(imports: RepositoryImports): { byPath: Map<string, TestPair[]>; refused: Refused[] } {
    const byPath = new Map<string, TestPair[]>();
    const without: Refused[] = [];
    const unnamed: (FoundPair & { waiting: WaitingTest })[] = [];
    const add = ({ path, tested, waiting }: FoundPair & { waiting: WaitingTest }) => {
      byPath.set(path, [...(byPath.get(path) ?? []), { waiting, tested }]);
    };
    const resolveOne = (waiting: WaitingTest) => {
      const found = this.#testedBy(waiting, imports);
      if (typeof found !== "string") {
        if (found.isNamed) add({ ...found, waiting });
        else unnamed.push({ ...found, waiting });
        return;
      }
      if (waiting.parts.length === 0) without.push(refused("test", found));
      for (const part of waiting.parts) {
        if ("reason" in part) without.push(part);
        else resolveOne(part);
      }
    };
    this.#waiting.forEach(resolveOne);
    withoutTools(unnamed, without).forEach(add);
    return { byPath, refused: without };
  }

  #testedBy(waiting: WaitingTest, imports: RepositoryImports): FoundPair | CodeReason<"test"> {
    const { test, file, language, code, called, imported } = waiting;
    const sees = imports.seenFrom(file.path, waiting.imports);
    const calls = { path: file.path, language, code, called, imported, sees };
    if (test === null) {
      const path = this.#places.fileTestedBy(calls);
      return path === null ? "calls nothing known" : { path, tested: null, isNamed: true };
    }
    const found = this.#places.testedBy({ ...calls, said: [...test.within, test.name] });
    if (typeof found === "string") return found;
    return { path: found.place.path, tested: found.place, isNamed: found.isNamed };
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }
}

/**
 * What tests of many files call and none of them names is what tests are written with: a router, a
 * mock, a client.
 */
function withoutTools<Pair extends FoundPair & { waiting: WaitingTest }>(
  pairs: readonly Pair[],
  without: Refused[],
): Pair[] {
  const keyOf = ({ path, tested }: Pair) =>
    [path, ...(tested?.scopes ?? []), tested?.name].join("\n");
  return [...Map.groupBy(pairs, keyOf).values()].flatMap((same) => {
    const files = new Set(same.map(({ waiting }) => waiting.file.path));
    if (files.size <= mostFilesOfOne) return same;
    for (const _ of same) without.push(refused("test", "of a tool"));
    return [];
  });
}

function reasonAgainst(
  { secrets }: ReadCodeFile,
  { start, end }: FoundTest,
  code: string,
): "too short" | "too long" | "holds a credential" | null {
  if (showsSecret(secrets, start, end)) return "holds a credential";
  if (code.length < leastCharacters) return "too short";
  return estimateTokens(code) > mostFunctionTokens ? "too long" : null;
}

function testFileOf({ file, structure }: ReadCodeFile): TestFile {
  const { text, ...place } = file;
  const { language, imports } = structure;
  const lines = text.split("\n");
  const whole = { startLine: 1, endLine: lines.length };
  const imported = new Set(importedNames(lines, [whole], mostImported));
  if (/^\s*from\s+\S+\s+import\s+\*/m.test(text)) imported.add("*");
  return { file: place, language, imports, imported };
}

/** Tests of a file of Rust stand in a module of their own, with what helps them. */
function startOfTests(text: string): number {
  const at = text.search(/^[ \t]*#\[cfg\(test\)\]\s*(?:pub(?:\([^)]*\))?\s+)?mod\s+\w+\s*\{/m);
  return at === -1 ? text.length : at;
}

function holds({ start, end }: FoundTest, at: number): boolean {
  return start <= at && at < end;
}
