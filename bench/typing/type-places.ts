import type { Choice } from "../../apps/vscode/src/completion/answer-cache.ts";
import { Debouncer } from "../../apps/vscode/src/completion/debouncer.ts";
import { fitToCursor } from "../../apps/vscode/src/completion/fit-to-cursor.ts";
import type { Position } from "../../apps/vscode/src/completion/spot.ts";
import { type Place, whyNotAsk } from "../../apps/vscode/src/completion/when-to-ask.ts";
import type { EditTrace } from "../gateway/edit-traces.ts";
import { PACE } from "../gateway/type-session.ts";
import { chance, type SimulatedServer, sleep } from "./simulated-server.ts";

export interface Question extends Position {
  place: Place;
  trace: EditTrace;
}

/** How an editor asks; the ways that are compared. */
export interface WayOfAsking {
  of(question: Question, signal: AbortSignal): Promise<readonly Choice[]>;
}

export interface Typed {
  keys: number;
  taken: number;
  takenChars: number;
  shown: number;
  /** From the key to what it showed. */
  waitedMs: number[];
  totalMs: number;
}

/** Of right suggestions, those that are noticed and taken. */
const TAKEN_SHARE = 0.6;

/** One person who types one place after the other, with the extension's own rules of when to ask. */
export async function typePlaces(
  traces: readonly EditTrace[],
  server: SimulatedServer,
  wayOf: (debouncer: Debouncer) => WayOfAsking,
): Promise<Typed> {
  const tally: Typed = {
    ...{ keys: 0, taken: 0, takenChars: 0, shown: 0, totalMs: 0, waitedMs: [] },
  };
  const debouncer = new Debouncer();
  const way = wayOf(debouncer);
  const began = performance.now();
  for (const [index, trace] of traces.entries()) {
    server.begin(trace);
    await typePlace(
      new Editor(`file:///${index}/${trace.path}`, trace, way, tally),
      trace,
      tally,
      debouncer,
    );
    await sleep(3_000);
  }
  tally.totalMs = performance.now() - began;
  return tally;
}

async function typePlace(
  editor: Editor,
  trace: EditTrace,
  tally: Typed,
  debouncer: Debouncer,
): Promise<void> {
  const { typed } = trace;
  for (let at = 0; at < typed.length; ) {
    at += 1;
    tally.keys += 1;
    debouncer.noteKey(performance.now());
    editor.at(at);
    await sleep(gapBehind(trace, at));
    const suggested = editor.shown;
    const isRight = suggested.length > 3 && typed.startsWith(suggested, at);
    if (!isRight || chance(trace, at, "noticed") >= TAKEN_SHARE) continue;
    await sleep(PACE.readingMs);
    at += suggested.length;
    tally.taken += 1;
    tally.takenChars += suggested.length;
    editor.leave();
  }
  editor.leave();
}

/** Log-normal, as key loggers find them. */
function gapBehind(trace: EditTrace, at: number): number {
  const key = trace.typed[at - 1] ?? "";
  const word = /\w/.test(key) ? PACE.keyGapMs : PACE.wordGapMs;
  const one = chance(trace, at, "gap");
  const other = chance(trace, at, "gap again");
  const normal = Math.sqrt(-2 * Math.log(1 - one)) * Math.cos(2 * Math.PI * other);
  return (key === "\n" ? PACE.lineGapMs : word) * Math.exp(0.45 * normal);
}

/** What the editor does with a key, and what it shows. */
class Editor {
  shown = "";
  readonly #uri: string;
  readonly #trace: EditTrace;
  readonly #way: WayOfAsking;
  readonly #tally: Typed;
  #waiting = new AbortController();

  constructor(uri: string, trace: EditTrace, way: WayOfAsking, tally: Typed) {
    this.#uri = uri;
    this.#trace = trace;
    this.#way = way;
    this.#tally = tally;
  }

  /** So much is typed by now. */
  at(typed: number): void {
    this.leave();
    this.#waiting = new AbortController();
    void this.#show(this.#question(typed), this.#waiting.signal);
  }

  leave(): void {
    this.#waiting.abort();
    this.shown = "";
  }

  async #show(question: Question, signal: AbortSignal): Promise<void> {
    const began = performance.now();
    if (whyNotAsk(question.place) !== null) return;
    const [first] = await this.#way.of(question, signal);
    if (signal.aborted || first === undefined) return;
    const fitted = fitToCursor(first.text, question.place.after);
    if (fitted === null || fitted.replacedAfter > 0) return;
    this.shown = fitted.text;
    this.#tally.shown += 1;
    this.#tally.waitedMs.push(performance.now() - began);
  }

  #question(typed: number): Question {
    const { prefix, suffix, language } = this.#trace;
    const before = `${prefix}${this.#trace.typed.slice(0, typed)}`;
    return {
      ...{ uri: this.#uri, language, text: `${before}${suffix}`, textStart: 0 },
      ...{ offset: before.length, trace: this.#trace },
      place: {
        before: before.slice(before.lastIndexOf("\n") + 1),
        after: suffix.split("\n")[0] ?? "",
        isDocumentEnd: suffix.trim() === "",
        isDocumentEmpty: false,
      },
    };
  }
}
