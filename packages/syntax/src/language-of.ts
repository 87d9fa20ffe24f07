import type { Language } from "./model.ts";

const languageByExtension: ReadonlyMap<string, Language> = new Map([
  ["ts", "typescript"],
  ["mts", "typescript"],
  ["cts", "typescript"],
  ["tsx", "tsx"],
  ["js", "javascript"],
  ["mjs", "javascript"],
  ["cjs", "javascript"],
  ["jsx", "javascript"],
  ["py", "python"],
  ["pyi", "python"],
  ["go", "go"],
  ["java", "java"],
]);

/** The language of a file by its extension, null when there is no grammar for it. */
export function languageOf(path: string): Language | null {
  const extension = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase();
  return languageByExtension.get(extension ?? "") ?? null;
}
