import type { DiffLine, FileDiff } from "@devflow/diff";
import { isTestPath } from "../../context/test-path.ts";
import { codeOf, type Fact, lineAt, listed } from "./fact.ts";

/** Where a test begins, with its name, in the usual frameworks of each language. */
const TEST =
  /^\s*(?:(?:it|test|specify|scenario)(?:\.\w+)*\s*\(?\s*["'`](.+?)["'`]|(?:async\s+)?def\s+(test_\w+)|func\s+((?:Test|Benchmark|Fuzz)\w+)\s*\(|(?:public\s+|internal\s+|fun\s+)?(?:void|fun|async\s+Task|Task)\s+(\w*(?:[Tt]est|[Ss]hould)\w*)\s*\()/;
const ASSERTION =
  /\b(?:expect|assert\w*|should|verify|require\.\w+|t\.(?:Error|Errorf|Fatal|Fatalf)|self\.assert\w+|Assert\.\w+|assertThat)\s*[.(]|^\s*assert\s/;
const SKIP =
  /\b(?:it|test|describe|context)\.(?:skip|todo|only)\b|^\s*(?:xit|xtest|xdescribe|fit|fdescribe)\(|@(?:Disabled|Ignore)\b|@(?:pytest\.mark|unittest)\.(?:skip|xfail|expectedFailure)|\bt\.Skip(?:f|Now)?\(|#\[ignore\]|\[Ignore|Skip\s*=/;

const MOST_NAMES = 3;

/** Tests, assertions and skips that a test file of the change lost or gained. */
export function testFacts(file: FileDiff, changedFiles: readonly FileDiff[]): Fact[] {
  if (!isTestPath(file.path)) return deletedTestFacts(file, changedFiles);
  const removed = linesOf(file, "removed");
  const added = linesOf(file, "added");
  return [
    ...removedTests(removed, changedFiles),
    ...skippedTests(added, removed),
    ...lostAssertions(file),
  ];
}

function removedTests(removed: readonly DiffLine[], changedFiles: readonly FileDiff[]): Fact[] {
  const kept = new Set(
    changedFiles.flatMap((each) =>
      linesOf(each, "added").flatMap(({ text }) => nameOf(text) ?? []),
    ),
  );
  const gone = removed.filter(({ text }) => {
    const name = nameOf(text);
    return name !== null && !kept.has(name);
  });
  return gone.map(({ text, oldLine }) => ({
    kind: "test",
    text: `the test ${codeOf(nameOf(text) ?? "")} was removed`,
    at: oldLine === null ? null : lineAt("LEFT", oldLine),
  }));
}

function skippedTests(added: readonly DiffLine[], removed: readonly DiffLine[]): Fact[] {
  const before = removed.filter(({ text }) => SKIP.test(text)).length;
  const now = added.filter(({ text }) => SKIP.test(text));
  return now.slice(before).map(({ text, newLine }) => ({
    kind: "test",
    text: `line ${newLine} runs tests no more, or only some: ${codeOf(text)}`,
    at: newLine === null ? null : lineAt("RIGHT", newLine),
  }));
}

/** Hunk by hunk, where fewer assertions stand than before and the test itself is still there. */
function lostAssertions({ hunks }: FileDiff): Fact[] {
  return hunks.flatMap(({ lines }): Fact[] => {
    const count = (kind: DiffLine["kind"]) =>
      lines.filter((line) => line.kind === kind && ASSERTION.test(line.text)).length;
    const [before, now] = [count("removed"), count("added")];
    const isTestGone = lines.some(({ kind, text }) => kind === "removed" && nameOf(text) !== null);
    const first = lines.find(({ kind, text }) => kind === "removed" && ASSERTION.test(text));
    if (now >= before || isTestGone || first?.oldLine == null) return [];
    const text = `${before} ${before === 1 ? "assertion was" : "assertions were"} removed and ${now} added`;
    return [{ kind: "test", text, at: lineAt("LEFT", first.oldLine) }];
  });
}

/** Tests of a file that is still there, deleted by the same change. */
function deletedTestFacts({ path }: FileDiff, changedFiles: readonly FileDiff[]): Fact[] {
  const stem = stemOf(path);
  const deleted = changedFiles
    .filter((each) => each.status === "deleted" && isTestPath(each.path))
    .map((each) => each.path)
    .filter((each) => stemOf(each) === stem);
  if (deleted.length === 0) return [];
  const text = `tests of this file were deleted: ${listed(deleted, MOST_NAMES)}`;
  return [{ kind: "test", text, at: null }];
}

/** `store` of `store.test.ts`, `test_store.py`, `store_test.go` and `StoreTest.java`. */
function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.\w+$/, "");
  return name.replace(/^test_|[._-](?:test|tests|spec)$|(?:Tests?|Spec)$/, "").toLowerCase();
}

function nameOf(text: string): string | null {
  const match = TEST.exec(text);
  return match === null ? null : (match.slice(1).find((name) => name !== undefined) ?? null);
}

function linesOf({ hunks }: FileDiff, kind: DiffLine["kind"]): DiffLine[] {
  return hunks.flatMap(({ lines }) => lines.filter((line) => line.kind === kind));
}
