import { expect, test } from "vitest";
import { isBuildFile, isCreatable, isInside, isObeyed } from "../src/patch/safe-path.ts";

test.each([
  "../x.ts",
  "/etc/passwd",
  "a/../../x.ts",
  ".git/hooks/pre-commit",
  "a/.GIT/config",
  ".git /config",
  "GIT~1/config",
  ".g\u200cit/config",
  "a\\b.ts",
  "a//b.ts",
  "./a.ts",
])("%j is outside", (path) => expect(isInside(path)).toBe(false));

test.each([
  "a.ts:stream",
  "con",
  "src/aux.ts",
  "NUL.txt",
  "a./b.ts",
  "a /b.ts",
  "x?.ts",
  "VSCODE~1/tasks.json",
  "a/GITHUB~2/x.yml",
  "NPMRC~1",
])("%j cannot be made", (path) => expect(isCreatable(path)).toBe(false));

test.each([
  ".github/workflows/evil.yml",
  ".GitHub/workflows/evil.yml",
  ".vscode/tasks.json",
  "packages/a/.vscode/tasks.json",
  ".devflow.yml",
  "packages/a/.devflow.yml",
  ".devflow/rules/x.yml",
  ".husky/pre-commit",
  ".gitattributes",
  "Jenkinsfile",
  "AGENTS.md",
  "packages/a/.husky/pre-commit",
  "crates/x/.cargo/config.toml",
  ".claude/settings.json",
  "app/.mcp.json",
  ".envrc",
  ".bashrc",
  "lib/sitecustomize.py",
  "lib/evil.pth",
  "sub/.pnpmfile.cjs",
  "node_modules/.bin/vitest",
  "web/node_modules/left-pad/index.js",
  ".venv/lib/python3.12/site-packages/x.py",
  ".v\u017fcode/tasks.json",
])("%j is obeyed as soon as it is there", (path) => expect(isObeyed(path)).toBe(true));

test.each(["src/cart.ts", "docs/github.md", "src/controller/console.ts", "github/workflows.ts"])(
  "%j is a file like any other",
  (path) =>
    expect([isCreatable(path), isObeyed(path), isBuildFile(path)]).toEqual([true, false, false]),
);

test.each([
  "package.json",
  "a/Makefile",
  "tests/conftest.py",
  "eslint.config.mjs",
  "run.sh",
  "Dockerfile",
])("%j may be changed, and is to be looked at", (path) =>
  expect([isObeyed(path), isBuildFile(path)]).toEqual([false, true]),
);
