import { posix } from "node:path";
import { countSyntaxErrors } from "@devflow/syntax";

export interface WrittenTest {
  testPath: string;
  code: string;
  /** The file under test, and every name that it has. */
  path: string;
  names: ReadonlySet<string>;
  /** What of it shall be tested. */
  symbols: readonly string[];
}

/** Why a test file cannot be shown, in words for the expert and for people; null when it can. */
export async function problemWithTest(test: WrittenTest): Promise<string | null> {
  const { testPath, code, symbols, names } = test;
  const errors = await countSyntaxErrors({ path: testPath, text: code });
  if (errors !== null && errors > 0) return "it does not parse";
  const words = new Set(code.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []);
  if (!symbols.some((symbol) => words.has(symbol))) {
    return `it uses none of ${symbols.slice(0, 5).join(", ")}`;
  }
  const unknown = importedNames(code, test.path).filter((name) => !names.has(name));
  return unknown.length === 0
    ? null
    : `it imports ${unknown.slice(0, 5).join(", ")}, which the tested file does not have`;
}

/** Names that the code imports from the file, by its base name; other imports are not ours to judge. */
function importedNames(code: string, path: string): string[] {
  const stem = posix.basename(path, posix.extname(path));
  const names: string[] = [];
  const script = /import\s+(?:type\s+)?(?:[\w$]+\s*,\s*)?\{([^}]*)\}\s*from\s*["']([^"']+)["']/g;
  for (const [, list = "", from = ""] of code.matchAll(script)) {
    if (stemOf(from) === stem && from.startsWith(".")) names.push(...list.split(","));
  }
  const python = /^from\s+([\w.]+)\s+import\s+\(?([^)\n#]*)/gm;
  for (const [, from = "", list = ""] of code.matchAll(python)) {
    if (from.split(".").at(-1) === stem) names.push(...list.split(","));
  }
  return names
    .map(
      (name) =>
        name
          .replace(/^\s*type\s+/, "")
          .split(/\s+as\s+/)[0]
          ?.trim() ?? "",
    )
    .filter((name) => name !== "" && name !== "*");
}

function stemOf(specifier: string): string {
  return posix.basename(specifier).replace(/\.(?:[cm]?[jt]sx?|py)$/, "");
}
