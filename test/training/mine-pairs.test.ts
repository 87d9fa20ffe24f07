import { readSyntax } from "@devflow/syntax";
import { expect, test } from "vitest";
import { mineFile } from "../../training/embedder/mine-file.ts";
import { TestPairs } from "../../training/embedder/mine-tests.ts";
import { SeenPairs, toPair } from "../../training/embedder/pair.ts";

async function mine(path: string, text: string) {
  const facts = await readSyntax({ path, text });
  if (facts === null) throw new Error(`no grammar for ${path}`);
  const file = { package: "sample", path, text, facts };
  return { file, ...mineFile(file) };
}

async function documented(path: string, text: string) {
  const { pairs } = await mine(path, text);
  return pairs.filter(({ kind }) => kind === "documentation");
}

const body = "let total = start; while (total < limit) total += step; return total * factor;";

test("joins the first paragraph of a comment with the code below it, without parameters", async () => {
  const [pair] = await documented(
    "src/sum.ts",
    `/**\n * Adds steps until the {@link limit} is reached.\n *\n * More of it.\n * @param limit where to end\n */\nexport function sumUp(start: number, limit: number) { ${body} }\n`,
  );
  expect(pair?.query).toBe("adds steps until the limit is reached");
  expect(pair?.code).toMatch(/^sum up export function sum up start number/);
  expect(pair?.code).not.toContain("reached");
  expect(pair?.path).toContain("sum");
});

test("takes a docstring out of the code", async () => {
  const [pair] = await documented(
    "app/store.py",
    'class Store:\n    def find(self, key,\n             default=None):\n        """Looks a value up by its key.\n\n        Raises nothing.\n        """\n        for name, value in self.rows:\n            if name == key: return value\n        return default\n',
  );
  expect(pair?.query).toBe("looks a value up by its key");
  expect(pair?.code).toContain("for name value in self rows");
  expect(pair?.code).not.toContain("raises");
});

test.each([
  [
    "a.go",
    `package a\n\n// Sum adds steps until the limit.\nfunc Sum(start int, limit int) int { ${body} }\n`,
  ],
  [
    "a.rs",
    `/// Adds steps until the limit.\n#[inline]\npub fn sum(start: u32, limit: u32) -> u32 { ${body} }\n`,
  ],
  [
    "A.cs",
    `class A {\n  /// <summary>Adds steps until the limit.</summary>\n  int Sum(int start, int limit) { ${body} }\n}\n`,
  ],
  [
    "a.rb",
    "# Adds steps until the limit.\ndef sum(start, limit)\n  total = start\n  total += step while total < limit\n  total * factor\nend\n",
  ],
  [
    "a.php",
    `<?php\n/**\n * Adds steps until the limit.\n */\nfunction sum($start, $limit) { $total = $start; while ($total < $limit) $total += $step; return $total; }\n`,
  ],
])("reads the comments of %s", async (path, text) => {
  const [pair] = await documented(path, text);
  expect(pair?.query).toBe("adds steps until the limit");
});

test("joins a name with the body that no longer says it", async () => {
  const lines = body.split("; ").join(";\n  ");
  const { pairs } = await mine(
    "a.js",
    `function sumOfSteps(start) {\n  ${lines}\n  sumOfSteps(1);\n}\n`,
  );
  const [pair] = pairs.filter(({ kind }) => kind === "name");
  expect(pair?.query).toBe("sum of steps");
  expect(pair?.code).not.toContain("sum of steps");
});

test("joins a test with the function that it uses and is named after", async () => {
  const collected = new TestPairs();
  const code = await mine(
    "a/store.py",
    "def find_user(rows, key):\n    for name, value in rows:\n        if name == key: return value\n",
  );
  const tests = await mine(
    "tests/test_store.py",
    "def test_find_user_by_key():\n    rows = make_rows()\n    assert find_user(rows, 'a') == 1\n",
  );
  collected.add(code.file, code.definitions);
  collected.add(tests.file, tests.definitions);
  const [pair] = collected.pairs();
  expect(pair?.kind).toBe("test");
  expect(pair?.query).toContain("test find user by key");
  expect(pair?.code).toMatch(/^find user/);
});

const place = { language: "go", package: "p", path: "a b" };
const code = "func connect(host string) { return dial(host, port, retries, timeout) }";

test("leaves out what looks like a secret, and licences", async () => {
  const secret = `${code} const token = "${"x1y2".repeat(8)}"`;
  expect(toPair("documentation", place, "connects to the host", code)).not.toBeNull();
  expect(toPair("documentation", place, "connects to the host", secret)).toBeNull();
  expect(
    await documented("a.go", `package a\n\n// Copyright of some company here.\n${code}\n`),
  ).toEqual([]);
});

test("keeps a text once on either side", () => {
  const seen = new SeenPairs();
  const pair = toPair("documentation", place, "connects to the host", code);
  const sameQuery = toPair(
    "documentation",
    place,
    "connects to the host",
    `${code} again and again`,
  );
  if (pair === null || sameQuery === null) throw new Error("these say enough");
  expect(seen.add(pair)).toBe(true);
  expect(seen.add(sameQuery)).toBe(false);
  expect(seen.add({ ...pair, query: "another question" })).toBe(false);
});
