import { subscribe, unsubscribe } from "node:diagnostics_channel";

interface Span {
  host: string;
  from: number;
  to: number;
}

interface RequestMessage {
  request: { origin?: string | URL };
}

const ends = ["undici:request:trailers", "undici:request:error"] as const;

/**
 * When this process had a request of its own open, by host: undici, Node's `fetch` included, says
 * so on a diagnostics channel. Time in which GitHub or the model works is not ours.
 */
export class WaitingTime implements Disposable {
  readonly #open = new Map<object, Span>();
  readonly #spans: Span[] = [];
  readonly #onCreate = (message: unknown) => {
    const { request } = message as RequestMessage;
    const host = new URL(String(request.origin)).host;
    const span = { host, from: performance.now(), to: Number.POSITIVE_INFINITY };
    this.#open.set(request, span);
    this.#spans.push(span);
  };
  readonly #onEnd = (message: unknown) => {
    const { request } = message as RequestMessage;
    const span = this.#open.get(request);
    if (span !== undefined) span.to = performance.now();
    this.#open.delete(request);
  };

  constructor() {
    subscribe("undici:request:create", this.#onCreate);
    for (const name of ends) subscribe(name, this.#onEnd);
  }

  [Symbol.dispose](): void {
    unsubscribe("undici:request:create", this.#onCreate);
    for (const name of ends) unsubscribe(name, this.#onEnd);
  }

  /** Milliseconds between two times in which at least one request to a host was open. */
  between(from: number, to: number, host?: string): number {
    const spans = this.#spans
      .filter(
        (span) => (host === undefined || span.host === host) && span.to > from && span.from < to,
      )
      .toSorted((a, b) => a.from - b.from);
    let covered = 0;
    let until = from;
    for (const span of spans) {
      const end = Math.min(span.to, to);
      covered += Math.max(0, end - Math.max(span.from, until));
      until = Math.max(until, end);
    }
    return covered;
  }

  /** Requests that began between two times. */
  count(from: number, to: number, host: string): number {
    return this.#spans.filter((span) => span.host === host && span.from >= from && span.from < to)
      .length;
  }
}
