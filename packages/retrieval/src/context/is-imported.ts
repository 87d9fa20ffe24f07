import { posix } from "node:path";
import { folderOf } from "../text/path-words.ts";

const BARREL = /\/(index|__init__|mod)$/;

/**
 * Whether one of a file's imports leads to a path. Judged by names alone, as build settings are not
 * read: relative imports exactly, packages and modules by the tail of their path.
 */
export function isImported(path: string, importer: string, imports: readonly string[]): boolean {
  return imports.some((specifier) => leadsTo(path, importer, specifier));
}

function leadsTo(path: string, importer: string, specifier: string): boolean {
  const language = importer.slice(importer.lastIndexOf(".") + 1);
  if (language === "py" || language === "pyi") return leadsToPython(path, importer, specifier);
  if (language === "go") return endsWithPath(specifier, folderOf(path));
  if (language === "java") return leadsToJava(path, specifier);
  return leadsToScript(path, importer, specifier);
}

function leadsToScript(path: string, importer: string, specifier: string): boolean {
  const module = withoutExtension(path);
  if (specifier.startsWith(".")) {
    const target = withoutExtension(posix.join(folderOf(importer), specifier));
    return (
      target === module || target === module.replace(BARREL, "") || `${target}/index` === module
    );
  }
  const [first = "", ...rest] = specifier.split("/");
  const isAlias = ["@", "~", "#", "src", ""].includes(first);
  if (isAlias) return endsWithPath(module.replace(BARREL, ""), withoutExtension(rest.join("/")));
  // A package of the same workspace: `@scope/name` or `name`, in a folder of that name.
  const name = first.startsWith("@") ? rest[0] : first;
  return name !== undefined && folderOf(path).split("/").includes(name);
}

function leadsToPython(path: string, importer: string, specifier: string): boolean {
  const module = withoutExtension(path).replace(BARREL, "");
  const dots = /^\.*/.exec(specifier)?.[0].length ?? 0;
  const tail = specifier.slice(dots).replaceAll(".", "/");
  if (dots > 0) {
    const up = "../".repeat(dots - 1);
    const target = posix.join(folderOf(importer), up, tail).replace(/\/$/, "");
    return target === module || target === folderOf(path);
  }
  return endsWithPath(module, tail) || endsWithPath(folderOf(path), tail);
}

function leadsToJava(path: string, specifier: string): boolean {
  const target = specifier.replaceAll(".", "/");
  if (target.endsWith("/*")) return endsWithPath(folderOf(path), target.slice(0, -2));
  return endsWithPath(withoutExtension(path), target);
}

function endsWithPath(path: string, tail: string): boolean {
  return tail !== "" && (path === tail || path.endsWith(`/${tail}`));
}

function withoutExtension(path: string): string {
  return path.replace(/(\.d)?\.[a-zA-Z]+$/, "");
}
