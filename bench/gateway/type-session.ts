import { setTimeout as wait } from "node:timers/promises";
import type { EditTrace } from "./edit-traces.ts";
import type { GatewayClient, Reply } from "./gateway-client.ts";

/** How people type; times in milliseconds. */
export interface Pace {
  /** Median gap of two keys in a word; the gaps are log-normal, as key loggers find them. */
  keyGapMs: number;
  /** Behind a word, where people think. */
  wordGapMs: number;
  /** Before a new line, and before the next place, at the median. */
  lineGapMs: number;
  placeGapMs: number;
  /** What an editor waits for after a key. */
  debounceMs: number;
  /** How long somebody reads what is shown before taking it. */
  readingMs: number;
}

export const PACE: Pace = {
  keyGapMs: 130,
  wordGapMs: 350,
  lineGapMs: 2_500,
  // Of an hour at work, a fifth is typing; the rest is reading, running and talking.
  placeGapMs: 60_000,
  // Tabby's fixed one.
  debounceMs: 250,
  readingMs: 500,
};

export interface SessionTally {
  keys: number;
  requests: number;
  cancelled: number;
  replies: Reply[];
  errors: string[];
  /** Characters that were taken instead of typed. */
  accepted: number;
  shown: number;
}

/** Of right suggestions, those that are noticed and taken. */
const TAKEN_SHARE = 0.6;

/**
 * One developer, until the signal: types places key by key, one request at a time, the former one
 * cancelled by the next key. The editor has no cache of its own: what is saved, the gateway saves.
 */
export async function typeSession(
  client: GatewayClient,
  traces: readonly EditTrace[],
  random: () => number,
  end: AbortSignal,
): Promise<SessionTally> {
  const tally = {
    keys: 0,
    requests: 0,
    cancelled: 0,
    replies: [],
    errors: [],
    accepted: 0,
    shown: 0,
  };
  // Nobody begins at the same moment.
  await wait(random() * PACE.placeGapMs, undefined, { signal: end }).catch(() => {});
  while (!end.aborted) {
    const trace = traces[Math.floor(random() * traces.length)];
    if (trace === undefined) break;
    await typePlace(new Editor(client, trace, tally), trace, random, end);
    await wait(gap(PACE.placeGapMs, random), undefined, { signal: end }).catch(() => {});
  }
  return tally;
}

async function typePlace(
  editor: Editor,
  { typed }: EditTrace,
  random: () => number,
  end: AbortSignal,
): Promise<void> {
  for (let at = 0; at < typed.length && !end.aborted; ) {
    at += 1;
    editor.key(typed.slice(0, at));
    await wait(gap(gapBehind(typed[at - 1] ?? ""), random));
    const suggested = editor.shown;
    const isRight = suggested.length > 3 && typed.startsWith(suggested, at);
    if (isRight && random() < TAKEN_SHARE) {
      await wait(PACE.readingMs);
      at += suggested.length;
      editor.take(suggested);
    }
  }
  await editor.leave();
}

function gapBehind(key: string): number {
  if (key === "\n") return PACE.lineGapMs;
  return /\w/.test(key) ? PACE.keyGapMs : PACE.wordGapMs;
}

/** What the editor shows at one place. */
class Editor {
  shown = "";
  readonly #client: GatewayClient;
  readonly #trace: EditTrace;
  readonly #tally: SessionTally;
  #running: { controller: AbortController; done: Promise<void> } | null = null;

  constructor(client: GatewayClient, trace: EditTrace, tally: SessionTally) {
    this.#client = client;
    this.#trace = trace;
    this.#tally = tally;
  }

  key(typed: string): void {
    this.#tally.keys += 1;
    this.#cancel();
    const controller = new AbortController();
    this.#running = { controller, done: this.#ask(typed, controller.signal) };
  }

  take(text: string): void {
    this.#tally.accepted += text.length;
    this.#cancel();
  }

  async leave(): Promise<void> {
    const { done } = this.#running ?? {};
    this.#cancel();
    await done;
  }

  #cancel(): void {
    this.shown = "";
    this.#running?.controller.abort();
    this.#running = null;
  }

  async #ask(typed: string, signal: AbortSignal): Promise<void> {
    try {
      await wait(PACE.debounceMs, undefined, { signal });
    } catch {
      return;
    }
    this.#tally.requests += 1;
    try {
      const reply = await this.#client.complete(this.#trace, this.#trace.prefix + typed, signal);
      this.#tally.replies.push(reply);
      if (signal.aborted) return;
      this.shown = reply.text;
      if (reply.text !== "") this.#tally.shown += 1;
    } catch (thrown) {
      if (signal.aborted) this.#tally.cancelled += 1;
      else this.#tally.errors.push(String(thrown));
    }
  }
}

/** Log-normal with this median; half as wide again as people's keys, for pauses. */
function gap(medianMs: number, random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return medianMs * Math.exp(0.45 * normal);
}
