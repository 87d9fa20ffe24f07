import { readSyntax } from "@devflow/syntax";
import { LRUCache } from "lru-cache";
import { importedNames, importLines } from "../context/imported-names.ts";

/** What a file imports, as its first lines say. */
export interface FileHead {
  /** Modules as they are written. */
  imports: readonly string[];
  names: ReadonlySet<string>;
}

/** Imports that stand further down are rare and not worth the time. */
const MOST_LINES = 400;
const LONGEST_CHARS = 32_000;
const NOTHING: FileHead = { imports: [], names: new Set() };

/** Heads seldom change while somebody types below them: parsed once (about 1 ms), then looked up. */
const heads = new LRUCache<string, FileHead>({ max: 500 });

export async function readFileHead(path: string, prefix: string): Promise<FileHead> {
  const lines = prefix.slice(0, LONGEST_CHARS).split("\n").slice(0, MOST_LINES);
  const range = importLines(lines);
  if (range === null) return NOTHING;
  const last = range.endLine;
  const head = lines.slice(0, last);
  // A licence or comment above is typed at, too.
  const key = `${path}\n${head.slice(range.startLine - 1).join("\n")}`;
  const known = heads.get(key);
  if (known !== undefined) return known;
  const facts = await readSyntax({ path, text: `${head.join("\n")}\n` });
  const read = {
    imports: facts?.imports ?? [],
    names: new Set(importedNames(head, [{ startLine: 1, endLine: last }])),
  };
  heads.set(key, read);
  return read;
}
