/**
 * Where tests of a file may stand already, the likeliest first: beside it, in a folder for tests
 * beside it, or in the tree of tests. The server decides where new ones go.
 */
export function likelyTestPaths(path: string): string[] {
  const slash = path.lastIndexOf("/");
  const folder = slash < 0 ? "" : path.slice(0, slash + 1);
  const name = path.slice(slash + 1);
  const dot = name.lastIndexOf(".");
  const stem = dot < 0 ? name : name.slice(0, dot);
  const extension = dot < 0 ? "" : name.slice(dot + 1);
  const names = namesOfTests(stem, extension);
  const folders = [folder, ...foldersOfTests(folder)];
  return folders
    .flatMap((each) => names.map((test) => `${each}${test}`))
    .filter((each) => each !== path);
}

function namesOfTests(stem: string, extension: string): string[] {
  if (/^[cm]?[jt]sx?$/.test(extension)) {
    return [`${stem}.test.${extension}`, `${stem}.spec.${extension}`];
  }
  if (extension === "py") return [`test_${stem}.py`, `${stem}_test.py`];
  if (extension === "go") return [`${stem}_test.go`];
  if (extension === "rb") return [`${stem}_spec.rb`, `${stem}_test.rb`];
  if (["java", "kt", "cs", "scala"].includes(extension)) {
    return [`${stem}Test.${extension}`, `${stem}Tests.${extension}`];
  }
  return [`${stem}_test.${extension}`, `test_${stem}.${extension}`];
}

/** `src/` has its tests in `test/` beside it or at the root, and `src/main/` in `src/test/`. */
function foldersOfTests(folder: string): string[] {
  const found = [`${folder}test/`, `${folder}tests/`, `${folder}__tests__/`];
  if (/(^|\/)src\/main\//.test(folder)) found.unshift(folder.replace(/src\/main\//, "src/test/"));
  const source = /^(.*?)(?:src|lib|app)\/(.*)$/.exec(folder);
  const root = source?.[1] ?? "";
  const below = source?.[2] ?? folder;
  for (const name of ["test", "tests", "spec"])
    found.push(`${root}${name}/${below}`, `${root}${name}/`);
  return [...new Set(found)];
}

/** Of several tests the one in most of the same folders; new tests are written in its manner. */
export function nearestTest(path: string, tests: readonly string[]): string | null {
  const extension = path.slice(path.lastIndexOf("."));
  const own = tests.filter((test) => test !== path && isTestFile(test) && test.endsWith(extension));
  const folders = path.split("/").slice(0, -1);
  const shared = (test: string) => {
    const others = test.split("/");
    const differs = folders.findIndex((folder, index) => folder !== others[index]);
    return differs < 0 ? folders.length : differs;
  };
  return own.toSorted((a, b) => shared(b) - shared(a) || a.localeCompare(b))[0] ?? null;
}

/** True for a file that holds tests, by its name. */
function isTestFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return /(^test_.*\.py$)|([._](test|spec)\.\w+$)|(_test\.\w+$)|(Tests?\.(java|kt|cs|scala)$)/.test(
    name,
  );
}
