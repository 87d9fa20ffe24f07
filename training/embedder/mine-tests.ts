import { embeddingText, isTestPath, pathText, splitWords } from "@devflow/retrieval/training";
import type { MinedDefinition, ReadFile } from "./mine-file.ts";
import { type Pair, toPair } from "./pair.ts";

const TEST_NAME = /^(test|it_|should)|(Test|Spec)$|_test$/i;
const TEST_SCOPE = /^tests?$/;

interface Tested extends MinedDefinition {
  file: ReadFile;
}

/** Collects a package's definitions and tests; `pairs` joins each test with what it is named after. */
export class TestPairs {
  /** By name; null for names that are defined more than once. */
  readonly #tested = new Map<string, Tested | null>();
  readonly #tests: (Tested & { used: Set<string> })[] = [];

  add(file: ReadFile, definitions: readonly MinedDefinition[]): void {
    for (const mined of definitions) {
      const { name, scopes, kind, startLine, endLine } = mined.definition;
      const isInTests = isTestPath(file.path) || scopes.some((scope) => TEST_SCOPE.test(scope));
      if (!isInTests) {
        this.#tested.set(name, this.#tested.has(name) ? null : { ...mined, file });
        continue;
      }
      const isTest = TEST_NAME.test(name) || scopes.some((scope) => TEST_SCOPE.test(scope));
      if (!isTest || (kind !== "function" && kind !== "method")) continue;
      const inside = file.facts.references.filter(
        ({ line }) => line >= startLine && line <= endLine,
      );
      this.#tests.push({ ...mined, file, used: new Set(inside.map((use) => use.name)) });
    }
  }

  pairs(): Pair[] {
    return this.#tests.flatMap((test) => {
      const tested = this.#testedBy(test.definition.name, test.used);
      if (tested === null) return [];
      const { file, definition, code } = tested;
      const place = {
        language: file.facts.language,
        package: file.package,
        path: pathText(file.path),
      };
      const { scopes, name: symbol } = definition;
      const text = embeddingText({ scopes, symbol, text: code });
      return toPair("test", place, `${test.definition.name} ${test.code}`, text) ?? [];
    });
  }

  /** The longest name that the test uses and whose words stand in the test's own name. */
  #testedBy(testName: string, used: ReadonlySet<string>): Tested | null {
    const words = new Set(splitWords(testName));
    let best: Tested | null = null;
    for (const name of used) {
      const tested = this.#tested.get(name);
      if (!tested || name.length <= (best?.definition.name.length ?? 3)) continue;
      if (splitWords(name).every((word) => words.has(word))) best = tested;
    }
    return best;
  }
}
