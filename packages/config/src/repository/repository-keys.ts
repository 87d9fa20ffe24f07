import { z } from "zod";
import { type InFolders, keyFacts } from "../key-facts.ts";
import { repositorySchema } from "./repository-schema.ts";

/** One key of `.devflow.yml`, for documentation and for the view of what holds. */
export interface RepositoryKey {
  path: readonly string[];
  default: unknown;
  /** What would be right. */
  expected: string;
  meaning: string;
  /** What a folder's value does; null: only the root may set it. */
  inFolders: InFolders | null;
}

/** All keys in the order of the schema; the entries of maps with known names are keys of their own. */
export function repositoryKeys(): RepositoryKey[] {
  return keysOf(repositorySchema, []);
}

function keysOf(schema: z.ZodType, path: readonly string[]): RepositoryKey[] {
  const inner = schema instanceof z.ZodPrefault ? schema.unwrap() : schema;
  if (inner instanceof z.ZodObject) {
    return Object.entries(inner.shape).flatMap(([name, child]) => keysOf(child, [...path, name]));
  }
  const { expected = "", inFolders = null } = keyFacts.get(schema) ?? {};
  const meaning = schema.description ?? "";
  return [{ path, default: schema.parse(undefined), expected, meaning, inFolders }];
}
