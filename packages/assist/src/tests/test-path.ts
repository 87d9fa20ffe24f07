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
  if (/\.(?:java|kt)$/.test(path) && /(?:^|\/)main\//.test(path)) {
    // A test's package is that of its class, whatever package the neighbour is of.
    return join(dirname(byCustom(path, stem)), name);
  }
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
    case ".rs":
      return join(folder.replace(/(^|\/)src(?:\/.*)?$/, "$1tests"), `${stem}.rs`);
    case ".cs":
      return join(folder, `${stem}Tests.cs`);
    case ".php":
      return join("tests", `${stem}Test.php`);
    case ".c":
    case ".cc":
    case ".cpp":
      return join(folder, `${stem}_test${extname(path)}`);
    default:
      return join(folder, `${stem}.test${extname(path)}`);
  }
}

/** Another name beside one that is taken: `cart-2.test.ts`, `cart_2_test.go`, `Cart2Test.java`. */
export function besideTaken(path: string, subject: string, number: number): string {
  const stem = basename(subject, extname(subject));
  const name = basename(path);
  const between = /\.(?:java|kt|cs|php)$/.test(path)
    ? ""
    : /\.[cm]?[jt]sx?$/.test(path)
      ? "-"
      : "_";
  const other = name.includes(stem)
    ? name.replace(stem, `${stem}${between}${number}`)
    : `${basename(name, extname(name))}${between}${number}${extname(name)}`;
  return join(dirname(path), other);
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

/** The framework of a project, by its manifest; empty when it does not tell. */
export function frameworkOfManifest(path: string, text: string): string {
  const signs: Record<string, RegExp> = {
    "package.json": /"(vitest|jest|mocha|ava)"\s*:/,
    "pyproject.toml": /\b(pytest)\b/,
    "setup.cfg": /\b(pytest)\b/,
    "requirements-dev.txt": /\b(pytest)\b/,
    "go.mod": /github\.com\/stretchr\/(testify)/,
    "pom.xml": /(junit-jupiter|testng)/,
    "build.gradle": /(junit-jupiter|testng)/,
  };
  const found = signs[basename(path)]?.exec(text)?.[1] ?? "";
  return found === "junit-jupiter"
    ? "JUnit 5"
    : found === "testify"
      ? "testing with testify"
      : found;
}

/** The framework that a test file uses, by what it imports; empty when it does not tell. */
export function frameworkOf(text: string): string {
  return frameworks.find(([sign]) => sign.test(text))?.[1] ?? "";
}
