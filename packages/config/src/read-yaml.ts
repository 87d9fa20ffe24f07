import { coerceError } from "@devflow/errors";
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
} from "yaml";
import type { ConfigurationProblem } from "./problem.ts";

/** Far above any configuration that a person writes, far below what costs time to parse. */
const maxBytes = 65_536;

export type KeyPath = readonly PropertyKey[];

export interface YamlFile {
  /** The root map; empty when the file is empty or has a problem that concerns all of it. */
  value: Record<string, unknown>;
  problems: ConfigurationProblem[];
  /** 1-based line of the key or list entry, or of the nearest enclosing one that exists. */
  lineOf(path: KeyPath): number | null;
}

/**
 * Reads YAML 1.2 that somebody else wrote. Never throws. Refused as a whole: more than 64 kB,
 * syntax errors, a key given twice, aliases (they can grow a small file to gigabytes), a root
 * that is no map.
 */
export function readYaml(text: string): YamlFile {
  const bytes = Buffer.byteLength(text);
  if (bytes > maxBytes) return refused(null, `has ${bytes} bytes`, `at most ${maxBytes} bytes`);
  try {
    return readDocument(text);
  } catch (error) {
    // The parser is recursive: a few thousand open brackets end its stack.
    return refused(null, `cannot be read (${coerceError(error).message})`, "plain YAML");
  }
}

function refused(line: number | null, message: string, expected: string): YamlFile {
  return { value: {}, problems: [{ path: "", line, message, expected }], lineOf: () => null };
}

function readDocument(text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    schema: "core",
  });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  // The first error tells it; the parser's further ones mostly follow from it.
  const error = document.errors[0];
  if (error !== undefined) {
    const message = `is no valid YAML (${error.message})`;
    return refused(lineAt(error.pos[0]), message, "plain YAML, every key once");
  }
  const alias = findAlias(document);
  if (alias !== null) return refused(lineAt(alias), "has an alias (*name)", "the value in full");
  if (document.toJS() === null) return { value: {}, problems: [], lineOf: () => null };
  if (!isMap(document.contents)) return refused(1, "is no map", "keys and values at the top");
  const value: Record<string, unknown> = document.toJS();
  return { value, problems: [], lineOf: (path) => lineOf(document, path, lineAt) };
}

function findAlias(document: Document): number | null {
  let offset: number | null = null;
  visit(document, (_key, node) => {
    if (!isAlias(node)) return undefined;
    offset = node.range?.[0] ?? 0;
    return visit.BREAK;
  });
  return offset;
}

function lineOf(
  document: Document,
  path: KeyPath,
  lineAt: (offset: number) => number,
): number | null {
  let node: unknown = document.contents;
  let offset: number | null = null;
  for (const key of path) {
    if (isSeq(node) && typeof key === "number") {
      node = node.items[key];
      if (isNode(node)) offset = node.range?.[0] ?? offset;
      continue;
    }
    const pair = isMap(node) ? node.items.find((item) => String(item.key) === key) : undefined;
    if (pair === undefined || !isPair(pair)) break;
    if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
    node = pair.value;
  }
  return offset === null ? null : lineAt(offset);
}
