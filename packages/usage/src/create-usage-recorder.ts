import type { Database } from "@devflow/database";
import { coerceError, ExternalError } from "@devflow/errors";
import type { ContentKey } from "./content/content-keys.ts";
import { insertContents } from "./content/insert-contents.ts";
import { type ContentToKeep, textsOf } from "./content/model.ts";
import type { AssistOutcome, AssistUse, CompletionEvent, ServedCompletion } from "./model.ts";
import { insertAssistUses } from "./store/insert-assist-uses.ts";
import { insertCompletions } from "./store/insert-completions.ts";
import { insertEvents } from "./store/insert-events.ts";
import { readOwners } from "./store/read-owners.ts";
import { setAssistOutcome } from "./store/set-assist-outcome.ts";

/**
 * Wanted: no request waits for a write of ours; what was told is written once, in order, within a
 * second, and all of it when the process ends by a signal; a database that is away for a while costs
 * nothing, and one that stays away costs bounded memory.
 *
 * Design: lists in memory, written as one statement each, a second after the first row came or
 * when 500 wait, and at the end. A failed write that may pass is tried again with the next; whatever
 * else fails is dropped and told to `onProblem`. Rows are keyed, so a statement whose answer was lost
 * can be repeated. An event counts only beside a completion of the same person: completions go first,
 * and an event whose completion is not there yet, because another process served it, waits for some
 * writes more.
 *
 * Texts are kept only for so many days as the operator says, and none in which a secret is found: the scan
 * takes some milliseconds a text, and is done here, off the path.
 *
 * Accepted: a process that is killed without a signal loses at most the last second; more than 20,000
 * rows in memory, and the oldest are lost, counted.
 */

export interface UsageRecorderOptions {
  /** Told of what could not be written. Never holds content. */
  onProblem?: (problem: UsageProblem) => void;
  /** Between writes; default 1,000 ms. */
  intervalMs?: number;
  /** Rows of one kind that wait at most; default 20,000. */
  mostWaiting?: number;
  /** Null: no text is kept. */
  contents?: ContentKeeping | null;
}

/** For how long texts are kept, and which are not. */
export interface ContentKeeping {
  days: number;
  key: ContentKey;
  /** Whether a text holds a credential: then nothing of its completion or answer is kept. */
  holdsSecret(text: string): Promise<boolean>;
}

export interface UsageProblem {
  kind: "completions" | "events" | "assist_uses" | "contents";
  /** Rows that are lost by it; 0 while they are tried again. */
  lost: number;
  error: Error | null;
}

export interface UsageRecorder {
  completion(served: ServedCompletion): void;
  /** Of somebody's own completion; look with `ownerOf` first. Later ones of the same key are the same event. */
  event(event: CompletionEvent, personId: number): void;
  assist(use: AssistUse): void;
  /** Whether texts are kept; where they are not, `content` does nothing. */
  readonly keepsContent: boolean;
  content(content: ContentToKeep): void;
  /** What became of somebody's own answer; false where they have no such answer. Written at once. */
  outcome(id: string, personId: number, outcome: AssistOutcome): Promise<boolean>;
  /** Whose completion it is; null where it is not known, or not yet by this process. */
  ownerOf(completionId: string): Promise<number | null>;
  /** The same of many, in one question; those that are not known are left out. */
  ownersOf(completionIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Writes what waits now. */
  flush(): Promise<void>;
  /** Writes what waits, for the last time. Close it before the database. */
  close(): Promise<void>;
}

interface WaitingEvent {
  event: CompletionEvent;
  personId: number;
  tries: number;
}

const standardIntervalMs = 1_000;
const rowsAtOnce = 500;
/** Of one statement: about 1 MB of JSON. */
const mostAtOnce = 2_000;
const standardMostWaiting = 20_000;
/** Of an event whose completion another process has yet to write: about ten seconds. */
const eventTries = 10;
/** Texts that wait at most: about 20 kB each. */
const mostContents = 1_000;
/** Owners remembered, so that the view that follows a completion needs no query. */
const mostOwners = 20_000;

/** Writes served completions, what became of them, and other uses, off the path of requests. */
export function createUsageRecorder(
  database: Database,
  options: UsageRecorderOptions = {},
): UsageRecorder {
  return new BatchRecorder(database, options);
}

class BatchRecorder implements UsageRecorder {
  readonly #database: Database;
  readonly #onProblem: (problem: UsageProblem) => void;
  readonly #intervalMs: number;
  readonly #mostWaiting: number;
  readonly #completions: ServedCompletion[] = [];
  readonly #events: WaitingEvent[] = [];
  readonly #uses: AssistUse[] = [];
  readonly #contents: ContentToKeep[] = [];
  readonly #keeping: ContentKeeping | null;
  readonly #owners = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(database: Database, options: UsageRecorderOptions) {
    this.#database = database;
    this.#onProblem = options.onProblem ?? (() => {});
    this.#intervalMs = options.intervalMs ?? standardIntervalMs;
    this.#mostWaiting = options.mostWaiting ?? standardMostWaiting;
    this.#keeping = options.contents ?? null;
  }

  get keepsContent(): boolean {
    return this.#keeping !== null;
  }

  content(content: ContentToKeep): void {
    if (this.#keeping === null) return;
    this.#contents.push(content);
    this.#bound(this.#contents, "contents", mostContents);
    this.#plan(this.#contents.length);
  }

  completion(served: ServedCompletion): void {
    this.#remember(served.id, served.personId);
    this.#completions.push(served);
    this.#bound(this.#completions, "completions");
    this.#plan(this.#completions.length);
  }

  event(event: CompletionEvent, personId: number): void {
    this.#events.push({ event, personId, tries: 0 });
    this.#bound(this.#events, "events");
    this.#plan(this.#events.length);
  }

  assist(use: AssistUse): void {
    this.#uses.push(use);
    this.#bound(this.#uses, "assist_uses");
    this.#plan(this.#uses.length);
  }

  async outcome(id: string, personId: number, outcome: AssistOutcome): Promise<boolean> {
    // The answer itself may still wait.
    if (this.#uses.some((use) => use.id === id)) await this.flush();
    return await setAssistOutcome(this.#database, id, personId, outcome);
  }

  async ownerOf(completionId: string): Promise<number | null> {
    return (await this.ownersOf([completionId])).get(completionId) ?? null;
  }

  async ownersOf(completionIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const unknown = completionIds.filter((id) => !this.#owners.has(id));
    const read = unknown.length === 0 ? new Map() : await readOwners(this.#database, unknown);
    const owners = new Map<string, number>();
    for (const id of completionIds) {
      const owner = this.#owners.get(id) ?? read.get(id);
      if (owner !== undefined) owners.set(id, owner);
    }
    for (const [id, owner] of read) this.#remember(id, owner);
    return owners;
  }

  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing = this.#writing.then(() => this.#writeAll());
    return this.#writing;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const writes = Math.ceil(this.#mostWaiting / mostAtOnce);
    for (let write = 0; write < writes && this.#waiting > 0; write += 1) await this.flush();
    const lost = this.#waiting;
    if (lost > 0) this.#onProblem({ kind: "events", lost, error: null });
  }

  get #waiting(): number {
    return (
      this.#completions.length + this.#events.length + this.#uses.length + this.#contents.length
    );
  }

  #remember(id: string, personId: number): void {
    this.#owners.set(id, personId);
    if (this.#owners.size <= mostOwners) return;
    const [oldest] = this.#owners.keys();
    if (oldest !== undefined) this.#owners.delete(oldest);
  }

  #bound(rows: unknown[], kind: UsageProblem["kind"], most = this.#mostWaiting): void {
    if (rows.length <= most) return;
    rows.shift();
    this.#onProblem({ kind, lost: 1, error: null });
  }

  #plan(waiting: number): void {
    if (waiting === rowsAtOnce) void this.flush();
    else if (this.#timer === null && !this.#isClosed) {
      this.#timer = setTimeout(() => void this.flush(), this.#intervalMs);
      this.#timer.unref();
    }
  }

  /** Completions first: events count only beside one. */
  async #writeAll(): Promise<void> {
    await this.#write("completions", this.#completions, async (rows) => {
      await insertCompletions(this.#database, rows);
      return [];
    });
    await this.#write("assist_uses", this.#uses, async (rows) => {
      await insertAssistUses(this.#database, rows);
      return [];
    });
    await this.#write("events", this.#events, (rows) => this.#writeEvents(rows));
    await this.#write("contents", this.#contents, (rows) => this.#writeContents(rows));
    if (this.#waiting > 0) this.#plan(0);
  }

  async #writeEvents(rows: readonly WaitingEvent[]): Promise<WaitingEvent[]> {
    const stored = await insertEvents(this.#database, rows);
    const early = rows.filter(({ event }) => !stored.has(event.completionId));
    const waiting = early
      .map((row) => ({ ...row, tries: row.tries + 1 }))
      .filter(({ tries }) => tries < eventTries && !this.#isClosed);
    const lost = early.length - waiting.length;
    if (lost > 0) this.#onProblem({ kind: "events", lost, error: null });
    return waiting;
  }

  async #writeContents(rows: readonly ContentToKeep[]): Promise<ContentToKeep[]> {
    if (this.#keeping === null) return [];
    const harmless: ContentToKeep[] = [];
    for (const row of rows) {
      if (!(await holdsAny(textsOf(row.content), this.#keeping.holdsSecret))) harmless.push(row);
    }
    if (harmless.length > 0) await insertContents(this.#database, harmless, this.#keeping);
    return [];
  }

  /** Writes the first of `rows`; what is to be tried again goes back in front of what came meanwhile. */
  async #write<T>(
    kind: UsageProblem["kind"],
    rows: T[],
    insert: (rows: readonly T[]) => Promise<T[]>,
  ): Promise<void> {
    const batch = rows.splice(0, mostAtOnce);
    if (batch.length === 0) return;
    try {
      rows.unshift(...(await insert(batch)));
    } catch (thrown) {
      const mayPass = thrown instanceof ExternalError && thrown.retryable;
      const error = coerceError(thrown);
      this.#onProblem({ kind, lost: mayPass ? 0 : batch.length, error });
      if (mayPass) rows.unshift(...batch);
    }
  }
}

async function holdsAny(
  texts: readonly string[],
  holdsSecret: (text: string) => Promise<boolean>,
): Promise<boolean> {
  for (const text of texts) if (await holdsSecret(text)) return true;
  return false;
}
