import { foldersAbove, nearestKeys } from "./folder-settings.ts";
import type { ParsedRepositoryConfig } from "./repository-config.ts";
import { type RepositoryKey, repositoryKeys } from "./repository-keys.ts";
import { profileKeys, profileOf } from "./to-config.ts";
import type { WrittenKey, WrittenKeys } from "./written-keys.ts";

/** One key that holds, and where its value comes from. */
export interface ExplainedKey {
  /** `review.max_findings` */
  key: string;
  value: unknown;
  /** `default`, `profile strict`, or the file as people call it. */
  source: string;
  /** 1-based; null where the source is no file. */
  line: number | null;
}

/**
 * Every effective key in the order of the schema, with its source. With a path: what holds for that
 * path, the files of its folders included. A key whose values add up (instructions, path filters)
 * has a row per file that writes it, the root's first.
 */
export function explainConfiguration(parsed: ParsedRepositoryConfig, path = ""): ExplainedKey[] {
  const folders = foldersAbove(parsed, path);
  const nearest = nearestKeys(parsed.written, folders);
  const effective = new Map([...profileKeys(profileOf(parsed.written)), ...nearest]);
  return repositoryKeys().flatMap((key) => {
    const name = key.path.join(".");
    const isAddedUp = key.inFolders === "added" || key.inFolders === "filters";
    const below = isAddedUp ? folders.flatMap(({ written }) => rowsOf(name, written)) : [];
    const rows = [...rowsOf(name, effective), ...below];
    return rows.length > 0 ? rows : [byDefault(key)];
  });
}

/** `default`, `profile strict`, `.devflow.yml:12`. */
export function describeOrigin({ source, line }: Pick<ExplainedKey, "source" | "line">): string {
  return line === null ? source : `${source}:${line}`;
}

/** The key itself, or each entry of a map whose names people choose. */
function rowsOf(name: string, written: WrittenKeys): ExplainedKey[] {
  return [...written]
    .filter(([key]) => key === name || key.startsWith(`${name}.`))
    .map(([key, { value, source, line }]: [string, WrittenKey]) => ({ key, value, source, line }));
}

function byDefault(key: RepositoryKey): ExplainedKey {
  return { key: key.path.join("."), value: key.default, source: "default", line: null };
}
