/**
 * Writes a data set from streams of examples.
 *
 * Properties wanted: the same examples give the same bytes, in whatever order they come; memory
 * does not grow with their number; nothing of one prompt is in two splits. Design: the first pass
 * takes every example to a sort on disk, and learns which pull requests there are; the second reads
 * them in order, prompt by prompt, decides their split, counts them and writes their line to the
 * file of every format. Files of one expert and method are closed before the next are opened.
 * Kept in memory: a run of the sort, one number a pull request, and counts.
 */
import { coerceError } from "@devflow/errors";
import type { FileFacts, OpenDataSet, OutputFile } from "../destination/destination.ts";
import type { Example, ExampleStream, Method, Split } from "../model.ts";
import { dataCard } from "./data-card.ts";
import { ExternalSort, type SortedRow } from "./external-sort.ts";
import type { Format, FormatName, WrittenPart } from "./formats/format.ts";
import { formats } from "./formats/formats.ts";
import { labelDefinitions } from "./labels.ts";
import { type Manifest, manifestSchema } from "./manifest.ts";
import type { People } from "./people.ts";
import { heldOutShare, SplitPlan } from "./split-of.ts";
import {
  answersOf,
  chanceOf,
  formProblem,
  fromSpooled,
  hasAtSign,
  promptKey,
  sortKey,
  toSpooled,
  wellFormed,
  withoutNames,
} from "./spooled-example.ts";
import { Tally } from "./tally.ts";
import { type TokenCounter, tokenLength } from "./token-lengths.ts";

/** Of one prompt: more examples are of a source that repeats itself. */
const mostOfOnePrompt = 500;

/** Where examples come from. */
export interface ExampleSource {
  /** For the notes of the manifest, for example `reviews`. */
  name: string;
  examples: ExampleStream;
  /** Asked when the stream has ended: what the source says of itself. */
  notes?: () => Record<string, number | string>;
}

export interface DataSetOptions {
  id: string;
  sources: readonly ExampleSource[];
  target: OpenDataSet;
  /** For the sort; made and removed. */
  scratchFolder: string;
  formats: readonly FormatName[];
  people: People;
  counter: TokenCounter;
  /** What training cuts examples at, in tokens. */
  maxLengthOf: (expert: string, method: Method) => number;
  softwareVersion: string;
  asked: Manifest["asked"];
  signal?: AbortSignal;
  onProgress?: (progress: DataSetProgress) => void;
}

export interface DataSetProgress {
  stage: "reading" | "writing";
  rows: number;
  /** Known when writing. */
  total: number | null;
}

export interface WrittenDataSet {
  manifest: Manifest;
  /** As it stands in the file. */
  manifestText: string;
}

/**
 * Writes all examples, the data card and the manifest, and completes the data set. Without any
 * example it is abandoned: it would stand before the last one that has some. When it raises,
 * the data set was abandoned: whatever a source, the disk or the destination raised, or the abort.
 */
export async function writeDataSet(options: DataSetOptions): Promise<WrittenDataSet> {
  const sort = new ExternalSort(options.scratchFolder);
  try {
    const writing = new Writing(options);
    await writing.read(sort);
    await writing.write(sort);
    return await writing.finish();
  } catch (thrown) {
    await options.target.abandon().catch(() => {});
    throw coerceError(thrown);
  } finally {
    await sort.close();
  }
}

interface OpenPart {
  expert: string;
  method: Method;
  /** By format and split; opened with the first line, so that no file is empty. */
  files: Map<string, { written: WrittenPart; file: OutputFile; rows: number }>;
}

class Writing {
  readonly #options: DataSetOptions;
  readonly #formats: readonly Format[];
  readonly #plan = new SplitPlan();
  readonly #tally: Tally;
  /** Examples by expert and method, for the share that is counted. */
  readonly #spooled = new Map<string, number>();
  readonly #written: { part: WrittenPart; format: Format; facts: FileFacts; rows: number }[] = [];
  #total = 0;
  #part: OpenPart | null = null;

  constructor(options: DataSetOptions) {
    this.#options = options;
    this.#formats = [...new Set(options.formats)].sort().map((name) => formats[name]);
    this.#tally = new Tally(options.counter, options.maxLengthOf);
  }

  /** Every example of every source to the sort. */
  async read(sort: ExternalSort): Promise<void> {
    const { sources, signal, onProgress, people } = this.#options;
    for (const { examples } of sources) {
      for await (const item of examples) {
        signal?.throwIfAborted();
        if ("filter" in item) {
          this.#tally.refuse(item);
          continue;
        }
        const problem = formProblem(item);
        if (problem !== null) {
          this.#tally.refuse({ filter: "form", reason: problem });
          continue;
        }
        const { example, isMasked } = withoutNames(wellFormed(item), people);
        if (isMasked) this.#tally.maskedAnswers += 1;
        this.#plan.add(example.provenance);
        const part = partKey(example);
        this.#spooled.set(part, (this.#spooled.get(part) ?? 0) + 1);
        await sort.add(sortKey(example), toSpooled(example));
        this.#total += 1;
        if (this.#total % 100 === 0) {
          onProgress?.({ stage: "reading", rows: this.#total, total: null });
        }
      }
    }
  }

  /** Prompt by prompt to the files. */
  async write(sort: ExternalSort): Promise<void> {
    let group: SortedRow[] = [];
    let groupKey = "";
    let rows = 0;
    for await (const batch of sort.sorted()) {
      this.#options.signal?.throwIfAborted();
      for (const row of batch) {
        const key = promptKey(row.key);
        if (key !== groupKey) {
          await this.#writeGroup(group);
          group = [];
          groupKey = key;
        }
        if (group.length < mostOfOnePrompt) group.push(row);
        else this.#tally.refuse({ filter: "one_prompt", reason: `more_than_${mostOfOnePrompt}` });
      }
      rows += batch.length;
      this.#options.onProgress?.({ stage: "writing", rows, total: this.#total });
    }
    await this.#writeGroup(group);
    await this.#closePart();
  }

  /** Data card, files of the formats, manifest. */
  async finish(): Promise<WrittenDataSet> {
    const { target } = this.#options;
    const files = this.#written.map(({ facts, rows }) => ({ ...facts, rows }));
    const add = async (path: string, text: string) => {
      const file = await target.open(path);
      await file.write(text);
      files.push({ ...(await file.close()), rows: 0 });
    };
    for (const format of this.#formats) {
      const written = this.#written.filter((one) => one.format === format);
      for (const { path, text } of format.extraFiles(written.map(({ part }) => part))) {
        await add(path, text);
      }
    }
    await add("README.md", dataCard(this.#manifest([])));
    files.sort((a, b) => (a.path < b.path ? -1 : 1));
    const manifest = manifestSchema.parse(this.#manifest(files));
    const manifestText = `${JSON.stringify(manifest, null, 2)}\n`;
    this.#options.signal?.throwIfAborted();
    if (manifest.rows === 0) await target.abandon();
    else await target.complete(manifestText);
    return { manifest, manifestText };
  }

  /** Examples of one prompt: all in one split, each answer once. */
  async #writeGroup(group: readonly SortedRow[]): Promise<void> {
    const examples = group.map(({ key, text }) => ({ key, example: fromSpooled(text) }));
    const splits = examples.map(({ example }) => this.#plan.splitOf(example.provenance));
    const earliest = SPLITS.find((split) => splits.includes(split)) ?? "train";
    const answers = new Set<string>();
    let lastKey = "";
    for (const [index, { key, example }] of examples.entries()) {
      const answer = JSON.stringify(answersOf(example));
      const reason =
        splits[index] !== earliest
          ? { filter: "split", reason: `prompt_in_${earliest}_too` }
          : key === lastKey
            ? { filter: "duplicate", reason: "same_example" }
            : answers.has(answer)
              ? { filter: "duplicate", reason: "same_prompt_and_answer" }
              : null;
      lastKey = key;
      if (reason !== null) {
        this.#tally.refuse(reason);
        continue;
      }
      answers.add(answer);
      await this.#writeExample(example, earliest, key);
    }
  }

  async #writeExample(example: Example, split: Split, key: string): Promise<void> {
    const { counter } = this.#options;
    this.#tally.add(example, split);
    if (hasAtSign(example)) this.#tally.promptsWithAtSigns += 1;
    const share = counter.mostExamples / (this.#spooled.get(partKey(example)) ?? 1);
    if (share >= 1 || chanceOf(key) < share) {
      this.#tally.addLength(example, await tokenLength(example, counter));
    }
    for (const format of this.#formats) await this.#writeLine(format, example, split);
  }

  async #writeLine(format: Format, example: Example, split: Split): Promise<void> {
    const { expert, method } = example;
    if (this.#part?.expert !== expert || this.#part.method !== method) await this.#closePart();
    const part = this.#part ?? { expert, method, files: new Map() };
    this.#part = part;
    const name = `${format.name} ${split}`;
    let open = part.files.get(name);
    if (open === undefined) {
      const path = `${format.folderOf(expert, method)}/${split}.jsonl`;
      const file = await this.#options.target.open(path);
      open = { written: { expert, method, split, path }, file, rows: 0 };
      part.files.set(name, open);
    }
    open.rows += 1;
    await open.file.write(`${JSON.stringify(format.lineOf(example))}\n`);
  }

  async #closePart(): Promise<void> {
    const part = this.#part;
    this.#part = null;
    for (const format of this.#formats) {
      for (const split of SPLITS) {
        const open = part?.files.get(`${format.name} ${split}`);
        if (open === undefined) continue;
        const { written, file, rows } = open;
        this.#written.push({ part: written, format, facts: await file.close(), rows });
      }
    }
  }

  #manifest(files: Manifest["files"]): Manifest {
    const { id, people, sources, softwareVersion, asked } = this.#options;
    const percent = `${heldOutShare * 100} %`;
    return {
      manifest_version: 1,
      id,
      software: { name: "devflow", version: softwareVersion },
      formats: this.#formats.map(({ name }) => name),
      asked,
      rows: this.#tally.rows,
      experts: this.#tally.experts(),
      refused: this.#tally.refused(),
      notes: Object.fromEntries(sources.map(({ name, notes }) => [name, notes?.() ?? {}])),
      splits: {
        reviews: `by pull request and time: the newest ${percent} of a repository's pull requests are the test set, the ${percent} before them the validation set`,
        code: `by a digest of repository and file, a test with its code: ${percent} of the files each are the test set and the validation set`,
        same_prompt: "a prompt that is in two splits stays in the earlier one only",
      },
      labels: labelDefinitions,
      people: {
        names: people.isNamed ? "kept" : "pseudonyms",
        masked_answers: this.#tally.maskedAnswers,
        prompts_with_at_signs: this.#tally.promptsWithAtSigns,
      },
      repositories: this.#tally.repositories((repository) => this.#plan.pullsOf(repository)),
      files,
    };
  }
}

const SPLITS: readonly Split[] = ["train", "validation", "test"];

function partKey({ expert, method }: Example): string {
  return `${method} ${expert}`;
}
