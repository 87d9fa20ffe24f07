import { glob, readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Lang, parse, type SgNode } from "@ast-grep/napi";
import { importRules } from "./import-rules.ts";

/**
 * Checks who imports what against import-rules.ts and exits with 1 when a rule is broken.
 * dependency-cruiser and its like need TypeScript's old compiler API, which version 7 has not.
 */

const root = fileURLToPath(new URL("..", import.meta.url));
const patterns = [
  "apps/*/{src,test}/**/*.ts",
  "packages/*/{src,test}/**/*.ts",
  "{scripts,bench,test}/**/*.ts",
];

interface Import {
  specifier: string;
  line: number;
}

/** Every static, dynamic, type-only and re-exporting import of a file. */
function importsOf(text: string): Import[] {
  const tree = parse(Lang.TypeScript, text).root();
  const statements = tree.findAll({
    rule: { any: [{ kind: "import_statement" }, { kind: "export_statement" }] },
  });
  const specifiers = statements.map((node) => node.field("source"));
  const dynamic = tree
    .findAll({ rule: { kind: "call_expression", has: { field: "function", kind: "import" } } })
    .map((node) => node.field("arguments")?.child(1) ?? null);
  return [...specifiers, ...dynamic].filter((node): node is SgNode => node !== null).map(toImport);
}

function toImport(node: SgNode): Import {
  return { specifier: node.text().slice(1, -1), line: node.range().start.line + 1 };
}

/** Relative imports must stay inside their workspace; they are named by their path from the root. */
function leavesItsWorkspace(file: string, specifier: string): boolean {
  if (!specifier.startsWith(".") || !/^(apps|packages)\//.test(file)) return false;
  const target = relative(root, join(root, dirname(file), specifier));
  const workspace = (path: string) => path.split("/").slice(0, 2).join("/");
  const isShared = /^(apps|packages)\//.test(target);
  return isShared && workspace(target) !== workspace(file);
}

async function brokenRulesOf(file: string): Promise<string[]> {
  const imports = importsOf(await readFile(join(root, file), "utf8"));
  return imports.flatMap(({ specifier, line }) => {
    const reasons = importRules
      .filter(
        (rule) => rule.files.test(file) && !rule.owners.test(file) && rule.target.test(specifier),
      )
      .map((rule) => rule.reason);
    if (leavesItsWorkspace(file, specifier))
      reasons.push("a relative import stays in its workspace");
    return reasons.map((reason) => `${file}:${line}: imports ${specifier}: ${reason}`);
  });
}

const files = (await Array.fromAsync(glob(patterns, { cwd: root }))).sort();
const broken = (await Promise.all(files.map(brokenRulesOf))).flat();
for (const line of broken) console.error(line);
console.log(
  `${files.length} files, ${importRules.length + 1} import rules, ${broken.length} broken`,
);
process.exitCode = broken.length === 0 && files.length > 0 ? 0 : 1;
