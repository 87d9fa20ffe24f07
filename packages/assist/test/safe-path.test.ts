import { expect, test } from "vitest";
import { isCreatable, isInside, isObeyed } from "../src/patch/safe-path.ts";

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

test.each(["a.ts:stream", "con", "src/aux.ts", "NUL.txt", "a./b.ts", "a /b.ts", "x?.ts"])(
  "%j cannot be made",
  (path) => expect(isCreatable(path)).toBe(false),
);

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
])("%j is obeyed as soon as it is there", (path) => expect(isObeyed(path)).toBe(true));

test.each(["src/cart.ts", "docs/github.md", "src/controller/console.ts", "github/workflows.ts"])(
  "%j is a file like any other",
  (path) => expect([isCreatable(path), isObeyed(path)]).toEqual([true, false]),
);
