import type { KeyPath } from "../read-yaml.ts";

/** A key that somebody wrote. */
export interface WrittenKey {
  /** From the root down, for example `["review", "categories", "style"]`. */
  path: readonly string[];
  /** As it stands in the file. */
  value: unknown;
  /** How people call the file. */
  source: string;
  /** 1-based; null where it is not known. */
  line: number | null;
  /** Of the entries, where the value is a list. */
  entryLines: readonly (number | null)[];
}

/** By the path joined with dots. The entries of maps (categories, permissions) are keys of their own. */
export type WrittenKeys = ReadonlyMap<string, WrittenKey>;

/** The leaves of a file: everything that is no map. An empty map is nothing that was written. */
export function flattenKeys(
  value: Readonly<Record<string, unknown>>,
  source: string,
  lineOf: (path: KeyPath) => number | null,
): WrittenKeys {
  const keys = new Map<string, WrittenKey>();
  const visit = (node: unknown, path: readonly string[]): void => {
    if (isMap(node)) {
      for (const [name, child] of Object.entries(node)) visit(child, [...path, name]);
    } else {
      const entries: readonly unknown[] = Array.isArray(node) ? node : [];
      const entryLines = entries.map((_, index) => lineOf([...path, index]));
      keys.set(path.join("."), { path, value: node, source, line: lineOf(path), entryLines });
    }
  };
  visit(value, []);
  return keys;
}

/** The maps that the keys were taken from; without prototypes, as people choose the names. */
export function unflattenKeys(keys: WrittenKeys): Record<string, unknown> {
  const root = emptyMap();
  for (const { path, value } of keys.values()) {
    let node = root;
    for (const name of path.slice(0, -1)) {
      const known = node[name];
      const child = isMap(known) ? known : emptyMap();
      node[name] = child;
      node = child;
    }
    const last = path.at(-1);
    if (last !== undefined) node[last] = value;
  }
  return root;
}

function emptyMap(): Record<string, unknown> {
  return Object.create(null);
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
