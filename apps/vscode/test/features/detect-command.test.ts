import { describe, expect, test } from "vitest";
import { detectTestCommand } from "../../src/features/tests/detect-command.ts";

interface Case {
  files: Record<string, string>;
  path: string;
  text?: string;
  platform?: NodeJS.Platform;
}

function detect({ files, path, text = "", platform = "linux" }: Case) {
  return detectTestCommand({ path, text, platform }, async (name) => files[name] ?? null);
}

const manifest = (dependencies: Record<string, string>, scripts = {}) =>
  JSON.stringify({ devDependencies: dependencies, scripts });

describe("the command for a test file", () => {
  test.each<[string, Case, { framework: string; command: string; folder: string } | null]>([
    [
      "vitest, by what the test imports",
      {
        files: { "package.json": manifest({ jest: "30" }) },
        path: "src/sum.test.ts",
        text: 'import { expect, test } from "vitest";',
      },
      { framework: "vitest", command: "npx --no-install vitest run src/sum.test.ts", folder: "" },
    ],
    [
      "the nearest package of a workspace",
      {
        files: { "package.json": "{}", "packages/a/package.json": manifest({ jest: "30" }) },
        path: "packages/a/test/my sum.test.js",
      },
      {
        framework: "jest",
        command: "npx --no-install jest --runTestsByPath 'test/my sum.test.js'",
        folder: "packages/a",
      },
    ],
    [
      "the root's runner, where the nearest package has none",
      {
        files: { "package.json": manifest({ vitest: "5" }), "packages/a/package.json": "{}" },
        path: "packages/a/sum.test.ts",
      },
      {
        framework: "vitest",
        command: "npx --no-install vitest run packages/a/sum.test.ts",
        folder: "",
      },
    ],
    [
      "node's own runner",
      {
        files: { "package.json": "{}" },
        path: "sum.test.js",
        text: 'const test = require("node:test");',
      },
      { framework: "node:test", command: "node --test sum.test.js", folder: "" },
    ],
    [
      "pytest, by the project's settings",
      { files: { "pyproject.toml": "[tool.pytest.ini_options]" }, path: "tests/test_sum.py" },
      { framework: "pytest", command: "python3 -m pytest tests/test_sum.py", folder: "" },
    ],
    [
      "unittest, where nothing speaks of pytest",
      { files: {}, path: "tests/test_sum.py", text: "import unittest\n" },
      { framework: "unittest", command: "python3 -m unittest tests/test_sum.py", folder: "" },
    ],
    [
      "pytest at the root, where the code is found, although conftest.py lies below",
      {
        files: { "pyproject.toml": "[project]", "tests/conftest.py": "" },
        path: "tests/unit/test_sum.py",
        text: "import unittest\n",
      },
      { framework: "pytest", command: "python3 -m pytest tests/unit/test_sum.py", folder: "" },
    ],
    [
      "pytest in the project's own environment, above the package",
      {
        files: { "pkg/pyproject.toml": "", ".venv/pyvenv.cfg": "" },
        path: "pkg/tests/test_sum.py",
      },
      {
        framework: "pytest",
        command: "../.venv/bin/python -m pytest tests/test_sum.py",
        folder: "pkg",
      },
    ],
    [
      "pytest in an environment on Windows",
      { files: { "venv/pyvenv.cfg": "" }, path: "test_sum.py", platform: "win32" },
      {
        framework: "pytest",
        command: ".\\venv\\Scripts\\python.exe -m pytest test_sum.py",
        folder: "",
      },
    ],
    [
      "pytest through uv",
      { files: { "pyproject.toml": "", "uv.lock": "" }, path: "test_sum.py" },
      { framework: "pytest", command: "uv run python -m pytest test_sum.py", folder: "" },
    ],
    [
      "bun, by what the test imports",
      {
        files: { "package.json": "{}" },
        path: "sum.test.ts",
        text: 'import { test } from "bun:test";',
      },
      { framework: "bun", command: "bun test sum.test.ts", folder: "" },
    ],
    [
      "the package's own script, where its runner is not known",
      {
        files: { "package.json": manifest({ ava: "8" }, { test: "ava" }), "pnpm-lock.yaml": "" },
        path: "test/sum.js",
      },
      { framework: "script", command: "pnpm test", folder: "" },
    ],
    [
      "nothing for the script that npm writes into a new package",
      {
        files: { "package.json": manifest({}, { test: 'echo "Error: no test specified"' }) },
        path: "test/sum.js",
      },
      null,
    ],
    [
      "go, the package of the test in its module",
      { files: { "svc/go.mod": "module x" }, path: "svc/internal/sum/sum_test.go" },
      { framework: "go", command: "go test ./internal/sum", folder: "svc" },
    ],
    [
      "cargo, one integration test",
      { files: { "Cargo.toml": "[package]" }, path: "tests/sum.rs" },
      { framework: "cargo", command: "cargo test --test sum", folder: "" },
    ],
    [
      "maven through its wrapper",
      { files: { "pom.xml": "", mvnw: "" }, path: "src/test/java/a/SumTest.java" },
      { framework: "maven", command: "./mvnw -q test -Dtest=SumTest", folder: "" },
    ],
    [
      "gradle",
      { files: { "app/build.gradle.kts": "" }, path: "app/src/test/java/SumTest.java" },
      { framework: "gradle", command: "gradle test --tests '*SumTest'", folder: "app" },
    ],
    [
      "gradle through the wrapper of the whole build",
      {
        files: { "libs/app/build.gradle": "", gradlew: "", "settings.gradle": "" },
        path: "libs/app/src/test/java/SumTest.java",
      },
      {
        framework: "gradle",
        command: "../../gradlew test --tests '*SumTest'",
        folder: "libs/app",
      },
    ],
    [
      "nothing, where no framework is known",
      { files: { "package.json": "{}" }, path: "a.test.ts" },
      null,
    ],
    ["nothing for a language without a runner", { files: {}, path: "notes.txt" }, null],
  ])("%s", async (_, given, wanted) => {
    expect(await detect(given)).toEqual(wanted);
  });

  test("a file's name cannot add a command", async () => {
    const found = await detect({
      files: { "package.json": manifest({ vitest: "5" }) },
      path: "a; rm -rf $HOME.test.ts",
    });
    expect(found?.command).toBe("npx --no-install vitest run 'a; rm -rf $HOME.test.ts'");
  });
});
