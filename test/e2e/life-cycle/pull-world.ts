import { type Bug, bugs } from "./bug-catalog.ts";
import type { Random } from "./random.ts";

interface Block {
  name: string;
  /** Null: nothing is wrong with it. */
  bug: Bug | null;
  version: "bug" | "edited" | "fixed";
  indent: number;
  /** Counts edits of the line before. */
  edits: number;
}

/** The code of one pull request as people change it: files of functions, some with a mistake. */
export class PullWorld {
  readonly files = new Map<string, Block[]>();
  readonly #random: Random;
  #clean = 0;

  constructor(random: Random, start: number) {
    this.#random = random;
    this.files.set("src/a.ts", []);
    for (const bug of bugs.slice(0, start)) this.plant(bug);
  }

  get present(): Bug[] {
    return [...this.files.values()]
      .flat()
      .flatMap(({ bug, version }) => (bug !== null && version !== "fixed" ? [bug] : []));
  }

  get absent(): Bug[] {
    const there = new Set(this.present);
    const known = new Set([...this.files.values()].flat().map(({ bug }) => bug));
    return bugs.filter((bug) => known.has(bug) && !there.has(bug));
  }

  get unplanted(): Bug[] {
    const known = new Set([...this.files.values()].flat().map(({ bug }) => bug));
    return bugs.filter((bug) => !known.has(bug));
  }

  plant(bug: Bug): void {
    this.#insert({ name: bug.name, bug, version: "bug", indent: 2, edits: 0 });
  }

  addClean(): void {
    this.#clean += 1;
    this.#insert({
      name: `helper${this.#clean}`,
      bug: null,
      version: "fixed",
      indent: 2,
      edits: 0,
    });
  }

  set(bug: Bug, version: Block["version"]): void {
    this.#blockOf(bug).version = version;
  }

  editNear(bug: Bug): void {
    this.#blockOf(bug).edits += 1;
  }

  indent(bug: Bug): void {
    this.#blockOf(bug).indent += 2;
  }

  rename(from: string, to: string): void {
    const blocks = this.files.get(from);
    if (blocks === undefined) throw new Error(`no file ${from}`);
    this.files.delete(from);
    this.files.set(to, blocks);
  }

  texts(): Record<string, string> {
    return Object.fromEntries(
      [...this.files].map(([path, blocks]) => [path, blocks.map(render).join("\n")]),
    );
  }

  #blockOf(bug: Bug): Block {
    const block = [...this.files.values()].flat().find((each) => each.bug === bug);
    if (block === undefined) throw new Error(`${bug.name} was never planted`);
    return block;
  }

  #insert(block: Block): void {
    const path = this.#random.pick([...this.files.keys()]) ?? "src/a.ts";
    const blocks = this.files.get(path) ?? [];
    blocks.splice(this.#random.below(blocks.length + 1), 0, block);
    this.files.set(path, blocks);
  }
}

function render({ name, bug, version, indent, edits }: Block): string {
  const space = " ".repeat(indent);
  return [
    `export async function ${name}(input: Input): Promise<unknown> {`,
    `${space}const ${name}Started = begin("${name}", ${edits});`,
    ...(bug === null ? [] : [`${space}${bug[version]}`]),
    `${space}return finish(${name}Started);`,
    "}",
    "",
  ].join("\n");
}
