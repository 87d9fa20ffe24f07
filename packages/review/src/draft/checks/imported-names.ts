import { dirname, join } from "node:path/posix";
import type { CodeNode, ParsedCode } from "@devflow/syntax";
import { nodesOfKinds } from "./functions-of.ts";

/** What a name of an import is called where it comes from, and where that may be. */
export interface ImportedName {
  name: string;
  paths: readonly string[];
}

/** Names that imports of the same repository bring into a file; those of packages are left out. */
export function importedNames(code: ParsedCode, path: string): Map<string, ImportedName> {
  return code.language === "python" ? ofPython(code.root, path) : ofTypeScript(code.root, path);
}

function ofTypeScript(root: CodeNode, path: string): Map<string, ImportedName> {
  const names = new Map<string, ImportedName>();
  for (const node of nodesOfKinds(root, ["import_statement", "export_statement"])) {
    const specifier = node.field("source")?.text().slice(1, -1);
    if (specifier === undefined || !specifier.startsWith(".")) continue;
    const paths = modulePaths(path, specifier);
    for (const each of nodesOfKinds(node, ["import_specifier", "export_specifier"])) {
      const name = each.field("name")?.text();
      const alias = each.field("alias")?.text() ?? name;
      if (name !== undefined && alias !== undefined) names.set(alias, { name, paths });
    }
  }
  return names;
}

function ofPython(root: CodeNode, path: string): Map<string, ImportedName> {
  const names = new Map<string, ImportedName>();
  for (const node of nodesOfKinds(root, ["import_from_statement"])) {
    const paths = pythonPaths(path, node.field("module_name")?.text() ?? "");
    if (paths.length === 0) continue;
    for (const each of node.fieldChildren("name")) {
      const name = (each.field("name") ?? each).text();
      names.set(each.field("alias")?.text() ?? name, { name, paths });
    }
  }
  return names;
}

/** Of a module relative to the file, or below the folder of the same package around it. */
function pythonPaths(path: string, module: string): string[] {
  const [, dots = "", rest = ""] = /^(\.*)(.*)$/.exec(module) ?? [];
  const parts = rest === "" ? [] : rest.split(".");
  let folder = dirname(path);
  if (dots === "") {
    const folders = folder.split("/");
    const at = folders.lastIndexOf(parts[0] ?? "");
    if (at === -1) return [];
    folder = folders.slice(0, at).join("/") || ".";
  } else for (let up = 1; up < dots.length; up++) folder = dirname(folder);
  const target = join(folder, ...parts);
  return parts.length === 0
    ? [join(target, "__init__.py")]
    : [`${target}.py`, join(target, "__init__.py")];
}

/** Where a relative module may be, the likeliest first. */
function modulePaths(path: string, specifier: string): string[] {
  const target = join(dirname(path), specifier);
  const stem = target.replace(/\.[cm]?jsx?$/, "");
  const endings = /\.[cm]?tsx?$/.test(path) ? [".ts", ".tsx", ".js"] : [".js", ".jsx", ".ts"];
  if (/\.[cm]?tsx?$/.test(target)) return [target];
  const files = endings.map((ending) => stem + ending);
  return stem === target ? [...files, `${stem}/index${endings[0]}`] : files;
}
