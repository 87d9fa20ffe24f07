import { posix } from "node:path";
import type { CodeFunction, Language } from "@devflow/syntax";
import { wordsOfName } from "./documentation-reason.ts";
import type { ReadCodeFile } from "./read-code-file.ts";

/** One test as it stands in a test file. */
export interface FoundTest {
  /** As it is named, in words or as a function. */
  name: string;
  start: number;
  end: number;
}

const declaredTest: Partial<Record<Language, RegExp>> = {
  python: /^(?:@[^\n]*\n\s*)*(?:async\s+)?def\s+test/,
  go: /^func\s+Test\w*\(/,
  rust: /^\s*#\[(?:\w+::)*(?:test|rstest)\b/,
  java: /^\s*@(?:Test|ParameterizedTest|RepeatedTest)\b|^(?:public\s+)?void\s+test[A-Z]/,
  kotlin: /^\s*@(?:\w+\.)*(?:Test|ParameterizedTest)\b/,
  csharp: /^\s*\[(?:Fact|Theory|Test|TestCase|TestMethod)\b/,
  php: /^(?:#\[Test\]\s*)?(?:(?:public|final)\s+)*function\s+test/,
  ruby: /^def\s+test_/,
  cpp: /^\s*(?:TEST|TEST_F|TYPED_TEST|TEST_P|TEST_CASE)\s*\(/,
};

/** `it("says what", …)`, `test 'says what' do`: tests that are calls, their name a string. */
const calledTest =
  /^(?:it|test|specify|should)(?:\.(?:each|concurrent|only|skip|for|runIf|skipIf)\b(?:\([^()]*\))?)*[ (]\s*(["'`])((?:(?!\1)[^\\\n]|\\.)+)\1/;

/** Tests of a file: functions by the custom of their language, and calls that are named by a string. */
export function testsIn({ file, structure }: ReadCodeFile): FoundTest[] {
  const { text } = file;
  const sign = declaredTest[structure.language];
  const declared = structure.functions.filter(
    (each) => !each.hasErrors && sign?.test(text.slice(each.start, each.end)),
  );
  const called = structure.cuts.flatMap((cut) => {
    const name =
      cut.kind === "statement"
        ? calledTest.exec(text.slice(cut.start, Math.min(cut.end, cut.start + 300)))?.[2]
        : undefined;
    return name === undefined ? [] : [{ name, start: cut.start, end: cut.end }];
  });
  const found = [...declared.map(({ name, start, end }) => ({ name, start, end })), ...called];
  return found.sort((a, b) => a.start - b.start);
}

/** Where a function is defined. */
export interface FunctionPlace extends Pick<CodeFunction, "name" | "scopes"> {
  path: string;
  language: Language;
}

/** A test, or a whole file of them, by what it calls. */
export interface TestCalls {
  path: string;
  language: Language;
  called: ReadonlySet<string>;
}

/** Functions of a repository by name; the code itself is read again when it is needed. */
export class FunctionPlaces {
  readonly #byName = new Map<string, FunctionPlace[]>();

  add(place: FunctionPlace): void {
    const known = this.#byName.get(place.name);
    if (known === undefined) this.#byName.set(place.name, [place]);
    // A name that many have says nothing about whom a test calls.
    else if (known.length <= mostPlaces) known.push(place);
  }

  /**
   * The function that a test is about: one that it calls, and that its own name or its file's name
   * says. Null where nothing says which.
   */
  testedBy(test: TestCalls & { name: string }): FunctionPlace | null {
    const said = wordsOfName(test.name).join(" ");
    let best: { place: FunctionPlace; score: number } | null = null;
    for (const name of test.called) {
      for (const place of this.#placesOf(name, test.language)) {
        const score = scoreOf(place, test.path, said);
        if (score >= leastScore && score > (best?.score ?? 0)) best = { place, score };
      }
    }
    return best?.place ?? null;
  }

  /** The file that a test file is about: one of its name that defines something it calls. */
  fileTestedBy(test: TestCalls & { code: string }): string | null {
    const stem = stemWords(test.path);
    const calls = new Map<string, number>();
    for (const name of test.called) {
      for (const { path } of this.#placesOf(name, test.language)) {
        if (stemWords(path) === stem && mayImport(test, path))
          calls.set(path, (calls.get(path) ?? 0) + 1);
      }
    }
    return [...calls].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0] ?? null;
  }

  #placesOf(name: string, language: Language): readonly FunctionPlace[] {
    const places = this.#byName.get(name) ?? [];
    if (places.length > mostPlaces) return [];
    return places.filter((place) => family(place.language) === family(language));
  }
}

/** Where scripts import by path, a test of a file names it. */
function mayImport(
  { code, language }: { code: string; language: Language },
  path: string,
): boolean {
  if (family(language) !== "typescript") return true;
  const { name, dir } = posix.parse(path);
  const imported = name === "index" ? posix.basename(dir) : name;
  return [...code.matchAll(/["']([^"'\n]+)["']/g)].some(([, specifier = ""]) => {
    const last = posix.basename(specifier);
    return specifier.startsWith(".") && (last === imported || posix.parse(last).name === imported);
  });
}

/** What a test calls, as far as the form goes; not what its own file defines. */
export function calledNames(
  code: string,
  language: Language,
  own: ReadonlySet<string> = new Set(),
): Set<string> {
  const isScript = family(language) === "typescript";
  const text = isScript ? code.replace(methodHead, "") : code;
  const names = Array.from(text.matchAll(callPattern), ([, name]) => name ?? "");
  const declared = new Set(Array.from(code.matchAll(declaration), ([, name]) => name ?? ""));
  return new Set(names.filter((name) => !own.has(name) && !declared.has(name)));
}

const declaration = /\b(?:const|let|var|val|auto)\s+(?:mut\s+)?([\p{L}_$][\p{L}\p{N}_$]*)/gu;

/** `onStart(a) {` in an object is no call. */
const methodHead =
  /^[ \t]*(?:(?:async|get|set|static)[ \t]+)*\*?[\w$]+\([^()\n]*\)[^\n;=]*\{[ \t]*$/gm;

const callPattern = /([\p{L}_$][\p{L}\p{N}_$]*)\s*(?:<[^<>()\n]{0,60}>)?!?\(/gu;
const mostPlaces = 8;
const leastScore = 4;

/** A file that is named as the test file is, and a test that is named as the function is. */
function scoreOf({ name, path, scopes }: FunctionPlace, testPath: string, said: string): number {
  const words = wordsOfName(name).join(" ");
  const isNamed = ` ${said} `.includes(` ${words} `);
  const scope = scopes.at(-1);
  const isScopeNamed =
    scope !== undefined &&
    ` ${said} ${stemWords(testPath)} `.includes(` ${wordsOfName(scope).join(" ")} `);
  const isBeside = stemWords(path) === stemWords(testPath) || path === testPath;
  // One word is easily part of a sentence: then the file has to say it, too.
  const byName = !isNamed ? 0 : words.includes(" ") ? 4 : 2;
  return byName + (isBeside ? 2 : 0) + (isScopeNamed ? 2 : 0) + (isNamed ? words.length / 100 : 0);
}

function stemWords(path: string): string {
  const words = wordsOfName(posix.parse(path).name);
  return words.filter((word) => !/^(tests?|specs?|it)$/.test(word)).join(" ");
}

function family(language: Language): string {
  if (language === "tsx" || language === "javascript") return "typescript";
  return language === "c" ? "cpp" : language;
}
