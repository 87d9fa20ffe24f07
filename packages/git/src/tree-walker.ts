import type { ObjectReader } from "./object-reader.ts";

export interface TreeItem {
  /** As git stores it: 100644, 100755, 120000 (symlink), 160000 (submodule), 40000 (folder). */
  mode: string;
  id: string;
}

/** A folder with 1,000,000 entries; more is an attack. */
const MAX_TREE_BYTES = 64_000_000;
/** Folders kept: a review touches a few hundred. */
const MAX_CACHED_TREES = 2_000;

/** Finds paths in commits by reading git's tree objects, folder by folder. */
export class TreeWalker {
  readonly #reader: ObjectReader;
  readonly #trees = new Map<string, Map<string, TreeItem>>();

  constructor(reader: ObjectReader) {
    this.#reader = reader;
  }

  /** What stands at a path of a commit or tree; null when nothing does. */
  async find(treeish: string, path: string): Promise<TreeItem | null> {
    let item: TreeItem = { mode: "40000", id: `${treeish}^{tree}` };
    for (const name of path.split("/")) {
      if (item.mode !== "40000") return null;
      const tree = await this.#readTree(item.id);
      const next = tree?.get(Buffer.from(name).toString("latin1"));
      if (!next) return null;
      item = next;
    }
    return item;
  }

  async #readTree(expression: string): Promise<Map<string, TreeItem> | null> {
    const cached = this.#trees.get(expression);
    if (cached) return cached;
    const object = await this.#reader.read(expression, MAX_TREE_BYTES);
    if (object?.type !== "tree") return null;
    const tree = parseTree(object.content, object.id.length / 2);
    if (this.#trees.size >= MAX_CACHED_TREES) this.#trees.clear();
    this.#trees.set(expression, tree);
    return tree;
  }
}

/** git's format: `MODE NAME\0` and the id as bytes, again and again. Names are kept as latin1 bytes. */
function parseTree(content: Buffer, idBytes: number): Map<string, TreeItem> {
  const tree = new Map<string, TreeItem>();
  for (let start = 0; start < content.length; ) {
    const nameStart = content.indexOf(32, start) + 1;
    const nameEnd = content.indexOf(0, nameStart);
    if (nameStart === 0 || nameEnd === -1) break;
    const end = nameEnd + 1 + idBytes;
    tree.set(content.toString("latin1", nameStart, nameEnd), {
      mode: content.toString("latin1", start, nameStart - 1),
      id: content.toString("hex", nameEnd + 1, end),
    });
    start = end;
  }
  return tree;
}
