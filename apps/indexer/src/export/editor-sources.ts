import { type PathRules, pathRulesOf } from "@devflow/dataset";
import type { ContentKeys } from "@devflow/usage";
import type { OpenSources } from "./code-sources.ts";

/** What texts of editors are learned from. */
export interface EditorSourceOptions {
  /** Null: of all. */
  repositoryIds: readonly number[] | null;
  allowedLicences: readonly string[];
  /** What kept texts are opened with: one whose key was taken away is gone. */
  keys: ContentKeys;
}

/**
 * What may be learned of a repository, by its name. Only code of repositories that are open is learned from:
 * without their files nobody knows what is theirs and under which licence.
 */
export function rulesByName(
  { byId }: Pick<OpenSources, "byId">,
  { allowedLicences }: Pick<EditorSourceOptions, "allowedLicences">,
): (name: string) => Promise<PathRules | null> {
  const byName = new Map([...byId.values()].map((source) => [source.repository, source]));
  const rules = new Map<string, Promise<PathRules>>();
  return async (name) => {
    const source = byName.get(name);
    if (source === undefined) return null;
    const known = rules.get(name) ?? pathRulesOf(source, { allowedLicences });
    rules.set(name, known);
    return await known;
  };
}

/** All rows in the order of their ids, the same one in every export; `read` gives at most `batch` behind an id. */
export async function* rowsById<Row extends { id: string }>(
  batch: number,
  read: (after: string) => Promise<Row[]>,
): AsyncGenerator<Row> {
  for (let after = ""; ; ) {
    const rows = await read(after);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < batch) return;
    after = last.id;
  }
}
