import { keptShare } from "../completion/kept-share.ts";
import type { Edit, TextRange } from "../completion/tracked-range.ts";
import { followText } from "./follow-text.ts";
import type { UsageEvent } from "./usage-event.ts";

/** Looks at 30 s, 2, 5 and 10 minutes: what is still there then was worth accepting. */
const lookAfterMs = [30_000, 120_000, 300_000, 600_000] as const;
/** Ten minutes of somebody who accepts one every three seconds. */
const maxFollowed = 200;

export interface AcceptedText {
  completionId: string;
  choiceIndex: number;
  viewId: string;
  uri: string;
  start: number;
  text: string;
}

interface Followed extends AcceptedText {
  range: TextRange;
  acceptedAt: number;
  timers: ReturnType<typeof setTimeout>[];
}

/** A document that is renamed, or whose language is changed, is closed and opened again in one moment. */
const closedAfterMs = 1_000;

/** Follows accepted texts through the edits of their documents. A closed document ends it: nobody looks at it. */
export class RetainedTexts {
  readonly #send: (event: UsageEvent) => void;
  readonly #textOf: (uri: string, range: TextRange) => string | null;
  #followed: Followed[] = [];

  constructor(
    send: (event: UsageEvent) => void,
    /** The text of an open document there; null where it is not open. */
    textOf: (uri: string, range: TextRange) => string | null,
  ) {
    this.#send = send;
    this.#textOf = textOf;
  }

  follow(accepted: AcceptedText): void {
    const range = { start: accepted.start, end: accepted.start + accepted.text.length };
    const followed: Followed = { ...accepted, range, acceptedAt: Date.now(), timers: [] };
    followed.timers = lookAfterMs.map((ms) => {
      const timer = setTimeout(() => this.#look(followed, ms), ms);
      timer.unref();
      return timer;
    });
    this.#followed.push(followed);
    if (this.#followed.length > maxFollowed) this.#leave(this.#followed[0]);
  }

  edit(uri: string, edit: Edit): void {
    for (const followed of this.#followed) {
      if (followed.uri === uri) followed.range = followText(followed, edit);
    }
  }

  close(uri: string): void {
    const closed = this.#followed.filter((one) => one.uri === uri);
    if (closed.length === 0) return;
    const timer = setTimeout(() => {
      for (const one of closed) if (this.#textOf(one.uri, one.range) === null) this.#leave(one);
    }, closedAfterMs);
    timer.unref();
  }

  /** A file or a folder has another name. */
  rename(from: string, to: string): void {
    for (const followed of this.#followed) {
      const { uri } = followed;
      if (uri === from || uri.startsWith(`${from}/`)) followed.uri = to + uri.slice(from.length);
    }
  }

  dispose(): void {
    for (const followed of [...this.#followed]) this.#leave(followed);
  }

  #look(followed: Followed, ms: number): void {
    const now = this.#textOf(followed.uri, followed.range);
    if (now === null) {
      this.#leave(followed);
      return;
    }
    const { completionId, choiceIndex, viewId, text } = followed;
    const retainedShare = keptShare(text, now);
    const elapsedMs = Date.now() - followed.acceptedAt;
    this.#send({ type: "retained", completionId, choiceIndex, viewId, elapsedMs, retainedShare });
    if (ms === lookAfterMs.at(-1)) this.#leave(followed);
  }

  #leave(followed: Followed | undefined): void {
    for (const timer of followed?.timers ?? []) clearTimeout(timer);
    this.#followed = this.#followed.filter((one) => one !== followed);
  }
}
