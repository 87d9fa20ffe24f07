import { posix } from "node:path";

const { basename, dirname, extname, join } = posix;

/** `a.test.ts`, `a_test.go`, `test_a.py`, `ATest.java`; or a folder of tests. */
const testName =
  /(?:\.(?:test|spec)\.[^.]+|_test\.[^.]+|_spec\.rb|^test_[^/]*\.py|(?:Test|Tests|IT|Spec)\.(?:java|kt|cs|scala|php))$/;
const testFolder = /(?:^|\/)(?:tests?|__tests__|spec)\//;

export function isTestPath(path: string): boolean {
  return testName.test(basename(path)) || testFolder.test(path);
}

/** Whether the file holds tests by its name, not only helpers in a folder of tests. */
export function isTestFile(path: string): boolean {
  return testName.test(basename(path));
}

/**
 * Where tests of a file belong: beside a neighbouring test, named as that one is; without one by
 * the custom of the language.
 */
export function testPathFor(path: string, neighbour: string | null): string {
  const stem = basename(path, extname(path));
  if (neighbour === null) return byCustom(path, stem);
  const name = likeName(basename(neighbour), stem, extname(path));
  // Go's tests, and those that stand beside their code, belong into the folder of the code.
  const isBeside = extname(path) === ".go" || !testFolder.test(neighbour);
  return join(isBeside ? dirname(path) : dirname(neighbour), name);
}

/** The neighbour's name with its own stem replaced: `test_a.py` gives `test_b.py`. */
function likeName(neighbour: string, stem: string, extension: string): string {
  const suffix = /(?:[._-](?:test|spec)|Tests?|IT|Spec)(?=\.[^.]+$)/.exec(neighbour)?.[0] ?? "";
  const prefix = /^test_/.exec(neighbour)?.[0] ?? "";
  const ending = extname(neighbour) === "" ? extension : extname(neighbour);
  return `${prefix}${stem}${suffix}${ending}`;
}

function byCustom(path: string, stem: string): string {
  const folder = dirname(path);
  switch (extname(path)) {
    case ".py":
      return join("tests", `test_${stem}.py`);
    case ".go":
      return join(folder, `${stem}_test.go`);
    case ".java":
    case ".kt":
      return join(folder.replace(/(^|\/)main(\/|$)/, "$1test$2"), `${stem}Test${extname(path)}`);
    case ".rb":
      return join("spec", `${stem}_spec.rb`);
    default:
      return join(folder, `${stem}.test${extname(path)}`);
  }
}

const frameworks: readonly (readonly [RegExp, string])[] = [
  [/from\s+["']vitest["']/, "vitest"],
  [/from\s+["']@jest\/globals["']|\bjest\.(?:fn|mock|spyOn)\b/, "jest"],
  [/["']node:test["']/, "node:test"],
  [/["'](?:mocha|chai)["']/, "mocha with chai"],
  [/["']bun:test["']/, "bun:test"],
  [/^\s*import\s+pytest\b|^def test_/m, "pytest"],
  [/\bunittest\.TestCase\b/, "unittest"],
  [/github\.com\/stretchr\/testify/, "testing with testify"],
  [/\btesting\.T\b/, "testing"],
  [/org\.junit\.jupiter/, "JUnit 5"],
  [/org\.junit\.Test\b/, "JUnit 4"],
  [/org\.testng\b/, "TestNG"],
];

/** The framework that a test file uses, by what it imports; empty when it does not tell. */
export function frameworkOf(text: string): string {
  return frameworks.find(([sign]) => sign.test(text))?.[1] ?? "";
}
