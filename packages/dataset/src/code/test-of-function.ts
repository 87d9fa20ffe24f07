import type { Language } from "@devflow/syntax";
import type { ReadCodeFile } from "./read-code-file.ts";

/** One test as it stands in a test file. */
export interface FoundTest {
  /** As it is named, in words or as a function. */
  name: string;
  /** What it stands in, from the outside in: `describe("store", …)`, a class. */
  within: readonly string[];
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
    return name === undefined
      ? []
      : [{ name, within: suitesAround(text, cut.start), start: cut.start, end: cut.end }];
  });
  const found = [
    ...declared.map(({ name, scopes, start, end }) => ({ name, within: scopes, start, end })),
    ...called,
  ];
  return found.sort((a, b) => a.start - b.start);
}

const suite = /^([ \t]*)(?:describe|context|suite)(?:\.\w+)*[ (]\s*(["'`]?)([^"'`\n,]+)\2/;

/** Suites around a test, by their indentation: whole suites are too long to be cuts. */
function suitesAround(text: string, start: number): string[] {
  const found: string[] = [];
  let lineStart = text.lastIndexOf("\n", start - 1) + 1;
  let indent = start - lineStart;
  while (indent > 0 && lineStart > 0) {
    const lineEnd = lineStart - 1;
    lineStart = text.lastIndexOf("\n", lineEnd - 1) + 1;
    const line = text.slice(lineStart, lineEnd);
    const own = line.search(/\S/);
    if (own === -1 || own >= indent) continue;
    indent = own;
    const name = suite.exec(line)?.[3];
    if (name !== undefined) found.unshift(name);
  }
  return found;
}
