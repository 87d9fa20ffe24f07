import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type CodeOptions,
  type CodeSource,
  type Example,
  extractCode,
  permissiveLicences,
  type Refused,
} from "../../src/index.ts";

export const options: CodeOptions = {
  fimFamily: "qwen-coder",
  allowedLicences: permissiveLicences,
};

/** A repository in memory. */
export function sourceOf(
  files: Readonly<Record<string, string>>,
  { repository = "r", ignorePaths = [] as string[] } = {},
): CodeSource {
  const at = new Date("2026-01-01T00:00:00Z");
  return {
    repository,
    ignorePaths,
    async *paths() {
      for (const [path, text] of Object.entries(files)) yield { path, sizeBytes: text.length };
    },
    async *files(wanted) {
      for (const [path, text] of Object.entries(files)) {
        if (wanted.has(path)) yield { path, text, commitSha: "c0ffee", at };
      }
    },
  };
}

/** The product's own code: real files, and enough of them. */
export async function ownCode(folder: string): Promise<Record<string, string>> {
  const root = join(import.meta.dirname, "../../../..", folder);
  const names = await readdir(root, { recursive: true });
  const code = names.filter((name) => name.endsWith(".ts")).sort();
  const texts = await Promise.all(code.map((name) => readFile(join(root, name), "utf8")));
  return Object.fromEntries(code.map((name, at) => [`${folder}/${name}`, texts[at] ?? ""]));
}

export async function extractAll(
  sources: readonly CodeSource[],
  more: Partial<CodeOptions> = {},
): Promise<{ examples: Example[]; refused: Refused[] }> {
  const examples: Example[] = [];
  const refused: Refused[] = [];
  for await (const each of extractCode(sources, { ...options, ...more })) {
    if ("reason" in each) refused.push(each);
    else examples.push(each);
  }
  return { examples, refused };
}

/** A function that is worth an example, in Python; different words make different code. */
export function pythonFunction(name: string, word = name): string {
  return `def ${name}(rows, limit):
    """Counts the ${word} of all rows that are under the limit, newest first."""
    total_${word} = 0
    for row in sorted(rows, key=lambda each: each.${word}_at, reverse=True):
        if row.${word} < limit:
            total_${word} += row.${word}
    return total_${word}
`;
}
