import type { Database } from "@devflow/database";
import { LRUCache } from "lru-cache";
import type { LiveTree } from "../context/live-tree.ts";
import { readSpans } from "../storage/read-spans.ts";
import type { DefinitionTable, TableDefinition } from "./definition-table.ts";
import type { RankedDefinition } from "./rank-definitions.ts";

/** A type's head says nothing of its fields, which are what is used of it. */
const MOST_BODIES = 8;
const LONGEST_LINES = 20;

/** Bodies by database, blob and lines; those of a blob never change. 8 MB are about 10,000. */
const bodies = new WeakMap<Database, LRUCache<string, string>>();
const MOST_BYTES = 8 * 1024 * 1024;

/** The texts of the likeliest types that are short; of the others the head has to do. */
export async function readTypeBodies<T extends RankedDefinition>(
  database: Database,
  repositoryId: number,
  { tree, table }: { tree: LiveTree; table: DefinitionTable },
  ranked: readonly T[],
): Promise<Map<T, string>> {
  const known = bodiesOf(database);
  const keyOf = ({ path, startLine, endLine }: T) =>
    `${repositoryId} ${tree.blobOf(path)} ${startLine} ${endLine}`;
  const types = ranked.filter((each) => hasShortBody(each, table)).slice(0, MOST_BODIES);
  const missing = types.filter((type) => !known.has(keyOf(type)));
  const read = await readSpans(database, repositoryId, (path) => tree.blobOf(path), missing);
  const fresh = new Map(missing.map((type, index) => [keyOf(type), read[index]?.text ?? ""]));
  for (const [key, text] of fresh) known.set(key, text);
  const texts = types.map((type) => fresh.get(keyOf(type)) ?? known.get(keyOf(type)) ?? "");
  return new Map(
    types.flatMap((type, index) => {
      const text = texts[index] ?? "";
      return text === "" ? [] : [[type, text] as const];
    }),
  );
}

/** Methods have heads of their own, which say more in fewer words than the body that holds them. */
function hasShortBody(definition: RankedDefinition, table: DefinitionTable): boolean {
  const { kind, name, path, startLine, endLine } = definition;
  const isType = kind === "class" || kind === "interface" || kind === "type";
  if (!isType || endLine === startLine || endLine - startLine >= LONGEST_LINES) return false;
  return !table.membersOf(name).some((member) => member.path === path && isInside(member));

  function isInside(member: TableDefinition): boolean {
    return member.startLine >= startLine && member.endLine <= endLine;
  }
}

function bodiesOf(database: Database): LRUCache<string, string> {
  const known = bodies.get(database);
  if (known !== undefined) return known;
  const made = new LRUCache<string, string>({
    maxSize: MOST_BYTES,
    sizeCalculation: (text) => 200 + 2 * text.length,
  });
  bodies.set(database, made);
  return made;
}
