import { estimateTokens } from "@devflow/expert";
import type { Language } from "@devflow/syntax";
import type { Refused } from "../model.ts";
import { dedent } from "./dedent.ts";
import { mostFunctionTokens } from "./function-reason.ts";
import type { CodeFile } from "./model.ts";
import type { ReadCodeFile } from "./read-code-file.ts";
import { refused } from "./refusal.ts";
import { calledNames, type FoundTest, FunctionPlaces, testsIn } from "./test-of-function.ts";

/** A test, or a whole test file, that waits for the code of what it tests. */
export interface WaitingTest {
  file: Omit<CodeFile, "text">;
  language: Language;
  /** Null for a whole file. */
  test: FoundTest | null;
  code: string;
  called: ReadonlySet<string>;
}

/** What is known of the tested code: its file, and the function of one test. */
export interface TestPair {
  waiting: WaitingTest;
  tested: { name: string; scopes: readonly string[] } | null;
}

const leastCharacters = 60;
/** Of one test file: its tests are alike, and others shall be heard. */
const mostOfFile = 6;
/** Waiting tests of one repository, at 3 kB each. */
const mostWaiting = 20_000;

/**
 * Tests of one repository with the functions that they are about. Tests wait until all functions of
 * the split are known by name; the files of those that are tested are then read once more.
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
      const code = functions.filter(
        ({ start, isInner }) => !isInner && !tests.some((test) => holds(test, start)),
      );
      for (const { name, scopes } of code) {
        this.#places.add({ name, scopes, path: file.path, language });
      }
    }
    // Tests are often named as what they test.
    const helpers = functions.filter(({ start }) => !tests.some((test) => test.start === start));
    const own = new Set(isTestFile ? helpers.map(({ name }) => name) : []);
    const waitingFor = (test: FoundTest | null, code: string): WaitingTest => {
      return { file, language, test, code, called: calledNames(code, language, own) };
    };
    if (this.#waiting.length + tests.length > mostWaiting || tests.length === 0) return;
    if (isTestFile && !hasErrors && estimateTokens(text) <= mostFunctionTokens) {
      this.#waiting.push(waitingFor(null, text.trim()));
      return;
    }
    for (const test of tests.slice(0, mostOfFile)) {
      const code = dedent(text, test.start, test.end);
      if (code.length < leastCharacters) yield refused("test", "too short");
      else if (estimateTokens(code) > mostFunctionTokens) yield refused("test", "too long");
      else if (isCopy(test, code)) yield refused("test", "near duplicate");
      else this.#waiting.push(waitingFor(test, code));
    }
  }

  /** Tests by the path of what they test. Those that say of nothing that they test it are counted. */
  resolve(): { byPath: Map<string, TestPair[]>; refused: Refused[] } {
    const byPath = new Map<string, TestPair[]>();
    const without: Refused[] = [];
    for (const waiting of this.#waiting) {
      const { test, language, called, code } = waiting;
      const calls = { path: waiting.file.path, language, called };
      const place =
        test === null
          ? this.#places.fileTestedBy({ ...calls, code })
          : this.#places.testedBy({ ...calls, name: test.name });
      if (place === null) without.push(refused("test", "no tested function"));
      else {
        const tested = typeof place === "string" ? null : place;
        const testedPath = typeof place === "string" ? place : place.path;
        byPath.set(testedPath, [...(byPath.get(testedPath) ?? []), { waiting, tested }]);
      }
    }
    return { byPath, refused: without };
  }
}

function holds({ start, end }: FoundTest, at: number): boolean {
  return start <= at && at < end;
}
