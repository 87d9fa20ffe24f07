import { z } from "zod";

/** What a folder's value does to those above it. */
export type InFolders = "replaces" | "added" | "filters";

export interface KeyFacts {
  /** What would be right, to be read after `Right:`. */
  expected: string;
  /** True when the value must not be shown. */
  isSecret: boolean;
  /** Null or missing: only the root may set it. */
  inFolders?: InFolders | null;
}

/** Facts by schema of one key. */
export const keyFacts = z.registry<KeyFacts>();

/** The schema of `key` inside `schema`, null when there is none. */
function child(schema: unknown, key: PropertyKey): unknown {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodRecord) return inner.valueType;
  if (inner instanceof z.ZodArray) return inner.element;
  if (!(inner instanceof z.ZodObject)) return null;
  return Object.entries(inner.shape).find(([name]) => name === key)?.[1] ?? null;
}

function unwrap(schema: unknown): unknown {
  const isWrapped =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault;
  return isWrapped ? unwrap(schema.unwrap()) : schema;
}

/** Keys that the map at `path` may have. */
export function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const inner = unwrap(path.reduce<unknown>(child, schema));
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

/** The facts at `path`, or of the nearest key above it that has some. */
export function factsAt(schema: z.ZodType, path: readonly PropertyKey[]): KeyFacts {
  let current: unknown = schema;
  let facts: KeyFacts = { expected: "a map of keys", isSecret: false };
  for (const key of path) {
    current = child(current, key);
    if (!(current instanceof z.ZodType)) break;
    facts = keyFacts.get(current) ?? facts;
  }
  return facts;
}
