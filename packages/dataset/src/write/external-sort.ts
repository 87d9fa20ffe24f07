/**
 * Sorts more rows than fit in memory.
 *
 * Properties wanted: the order of the keys, whatever order the rows came in; memory that does not
 * grow with their number; a full disk is an error that says so. Design: rows are collected up to
 * {@link RUN_BYTES}, sorted and written as a run; runs are merged by a heap of their heads. When there
 * are {@link MOST_RUNS} of one level, they become one run of the next: 8 GB are written once. A row is
 * one line: key, tab, JSON. Rows of one key are in the order of their text.
 */
import { mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { invariant } from "@devflow/errors";
import { filesystemError } from "../destination/filesystem-error.ts";

/** Of text in memory before it is written; sorting needs about as much again. */
const RUN_BYTES = 16 * 1024 * 1024;
const MOST_RUNS = 512;
/** Of each run that is merged: 512 of them take 50 MB with the rows in them. */
const READ_BYTES = 32 * 1024;
const WRITE_CHARACTERS = 256 * 1024;

export interface SortedRow {
  key: string;
  text: string;
}

interface Run {
  path: string;
}

export class ExternalSort {
  readonly #folder: string;
  readonly #runBytes: number;
  readonly #mostRuns: number;
  #rows: SortedRow[] = [];
  #characters = 0;
  /** By level: what was merged once, twice, … */
  readonly #levels: Run[][] = [];
  #written = 0;

  /** @param folder for the runs; made, and removed by `close` */
  constructor(folder: string, limits: { runBytes?: number; mostRuns?: number } = {}) {
    this.#folder = folder;
    this.#runBytes = limits.runBytes ?? RUN_BYTES;
    this.#mostRuns = limits.mostRuns ?? MOST_RUNS;
  }

  /** Takes a row. Its key has no tab and neither of the two a line end. */
  async add(key: string, text: string): Promise<void> {
    invariant(!/[\t\n]/.test(key), "a key has no tab and no line end");
    this.#rows.push({ key, text });
    this.#characters += key.length + text.length;
    if (this.#characters >= this.#runBytes) await this.#spill();
  }

  /** All rows in the order of their keys, in batches. To be called once. */
  async *sorted(): AsyncGenerator<SortedRow[]> {
    if (this.#levels.length === 0) {
      const rows = this.#takeRows();
      for (let at = 0; at < rows.length; at += BATCH_ROWS) yield rows.slice(at, at + BATCH_ROWS);
      return;
    }
    if (this.#rows.length > 0) await this.#spill();
    yield* merge(this.#levels.flat());
  }

  async close(): Promise<void> {
    this.#rows = [];
    await rm(this.#folder, { recursive: true, force: true });
  }

  #takeRows(): SortedRow[] {
    const rows = this.#rows.sort(byKey);
    this.#rows = [];
    this.#characters = 0;
    return rows;
  }

  async #spill(): Promise<void> {
    await mkdir(this.#folder, { recursive: true }).catch(filesystemError("the scratch folder"));
    await this.#keep(await this.#write([this.#takeRows()]), 0);
  }

  async #keep(run: Run, level: number): Promise<void> {
    const runs = this.#levels[level] ?? [];
    runs.push(run);
    this.#levels[level] = runs;
    if (runs.length < this.#mostRuns) return;
    const merged = await this.#write(merge(runs));
    for (const { path } of runs) await rm(path, { force: true });
    this.#levels[level] = [];
    await this.#keep(merged, level + 1);
  }

  async #write(batches: Iterable<SortedRow[]> | AsyncIterable<SortedRow[]>): Promise<Run> {
    this.#written += 1;
    const path = join(this.#folder, `run-${this.#written}`);
    try {
      await writeRun(path, batches);
    } catch (thrown) {
      return filesystemError("the scratch folder")(thrown);
    }
    return { path };
  }
}

const BATCH_ROWS = 256;

function byKey(a: SortedRow, b: SortedRow): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
}

async function writeRun(
  path: string,
  batches: Iterable<SortedRow[]> | AsyncIterable<SortedRow[]>,
): Promise<void> {
  await using file = await open(path, "wx");
  let lines: string[] = [];
  let characters = 0;
  for await (const batch of batches) {
    for (const { key, text } of batch) {
      lines.push(key, "\t", text, "\n");
      characters += key.length + text.length + 2;
      if (characters < WRITE_CHARACTERS) continue;
      await file.writeFile(lines.join(""));
      lines = [];
      characters = 0;
    }
  }
  await file.writeFile(lines.join(""));
}

/** The head of one run, and where to get the next. */
interface Head {
  rows: SortedRow[];
  at: number;
  more: AsyncGenerator<SortedRow[]>;
}

async function* merge(runs: readonly Run[]): AsyncGenerator<SortedRow[]> {
  const heads: Head[] = [];
  try {
    for (const { path } of runs) {
      const head: Head = { rows: [], at: 0, more: readRun(path) };
      heads.push(head);
      if (!(await refill(head))) heads.pop();
    }
    for (let index = (heads.length >> 1) - 1; index >= 0; index -= 1) sink(heads, index);
    let batch: SortedRow[] = [];
    for (let head = heads[0]; head !== undefined; head = heads[0]) {
      batch.push(rowOf(head));
      head.at += 1;
      if (batch.length === BATCH_ROWS) {
        yield batch;
        batch = [];
      }
      if (head.at === head.rows.length && !(await refill(head))) dropFirst(heads);
      sink(heads, 0);
    }
    if (batch.length > 0) yield batch;
  } finally {
    for (const { more } of heads) await more.return(undefined);
  }
}

function rowOf({ rows, at }: Head): SortedRow {
  const row = rows[at];
  invariant(row !== undefined, "a head has a row");
  return row;
}

async function refill(head: Head): Promise<boolean> {
  const next = await head.more.next();
  if (next.done) return false;
  head.rows = next.value;
  head.at = 0;
  return true;
}

function dropFirst(heads: Head[]): void {
  const last = heads.pop();
  if (last !== undefined && heads.length > 0) heads[0] = last;
}

/** Restores the heap below `index`: the smallest key is first. */
function sink(heads: Head[], index: number): void {
  for (let parent = index; ; ) {
    const left = 2 * parent + 1;
    const [at, head, first] = [heads[parent], heads[left], heads[left + 1]];
    if (at === undefined || head === undefined) return;
    const isRight = first !== undefined && byKey(rowOf(first), rowOf(head)) < 0;
    const least = isRight ? first : head;
    if (byKey(rowOf(at), rowOf(least)) <= 0) return;
    heads[parent] = least;
    parent = isRight ? left + 1 : left;
    heads[parent] = at;
  }
}

async function* readRun(path: string): AsyncGenerator<SortedRow[]> {
  await using file = await open(path, "r");
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  let rest: Buffer[] = [];
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, READ_BYTES);
    if (bytesRead === 0) break;
    const end = buffer.subarray(0, bytesRead).lastIndexOf(LINE_END);
    if (end === -1) {
      rest.push(Buffer.from(buffer.subarray(0, bytesRead)));
      continue;
    }
    const whole = Buffer.concat([...rest, buffer.subarray(0, end)]);
    rest = [Buffer.from(buffer.subarray(end + 1, bytesRead))];
    yield whole.toString("utf8").split("\n").map(toRow);
  }
  invariant(
    rest.every(({ length }) => length === 0),
    "a run ends with a line end",
  );
}

const LINE_END = 0x0a;

function toRow(line: string): SortedRow {
  const tab = line.indexOf("\t");
  return { key: line.slice(0, tab), text: line.slice(tab + 1) };
}
