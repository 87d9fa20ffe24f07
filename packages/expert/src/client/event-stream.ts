/**
 * One streamed answer of a model server.
 *
 * Wanted: texts as they come; ending the iteration, aborting and running out of time each close the
 * connection at once, because that is how vLLM, llama.cpp and Ollama notice that nobody waits any
 * more; no answer grows without bound. Design: one AbortController for the exchange; the caller's
 * signal and the timer abort it, and so does the end of the iteration, whatever the reason.
 * Races accepted: a server that had finished meanwhile sees its last bytes go nowhere.
 */
import { ExternalError } from "@devflow/errors";
import { createParser } from "eventsource-parser";
import { APIConnectionError, APIError } from "openai";
import { request } from "undici";
import { flatten } from "./bounded-fetch.ts";
import { toExpertError } from "./to-expert-error.ts";

export interface EventStreamRequest<T> {
  headers: Record<string, string>;
  body: object;
  /** Whole exchange, from connecting to the last byte. */
  timeoutMs: number;
  /** From connecting to the first event. Default: as long as the whole. */
  firstEventMs?: number | undefined;
  /** Of an answer of any status. */
  maxBytes: number;
  signal: AbortSignal;
  /** Server-sent events, or a line of JSON each as Ollama's own API writes them. Default: events. */
  format?: "events" | "lines";
  /** What an event means; whatever it throws is an answer of another shape. */
  read(event: unknown): T;
}

/**
 * The events of the answer, read; ends at `[DONE]` or with the answer.
 *
 * @throws ExternalError as `toExpertError` says, `timeout` and `response_too_large`; the signal's reason
 */
export async function* eventStream<T>(
  url: string,
  options: EventStreamRequest<T>,
): AsyncGenerator<T, void> {
  const { signal, timeoutMs } = options;
  signal.throwIfAborted();
  const exchange = new AbortController();
  const stop = () => exchange.abort(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  const within = (ms: number) => setTimeout(() => exchange.abort(tookTooLong(ms)), ms);
  const timer = within(timeoutMs);
  const firstTimer = within(Math.min(options.firstEventMs ?? timeoutMs, timeoutMs));
  let isWhole = false;
  try {
    const response = await request(url, {
      method: "POST",
      headers: { ...options.headers, "content-type": "application/json", accept: "*/*" },
      body: JSON.stringify(options.body, wellFormed),
      signal: exchange.signal,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    if (response.statusCode !== 200) {
      const text = await bodyText(response.body, options.maxBytes);
      isWhole = true;
      throw APIError.generate(
        response.statusCode,
        parseJson(text) ?? {},
        undefined,
        new Headers(flatten(response.headers)),
      );
    }
    for await (const event of readEvents(response.body, options)) {
      clearTimeout(firstTimer);
      if (event === DONE) break;
      yield options.read(checked(event));
    }
    isWhole = true;
  } catch (error) {
    signal.throwIfAborted();
    if (exchange.signal.aborted) throw exchange.signal.reason;
    throw toExpertError(connectionErrorOf(error) ?? error);
  } finally {
    clearTimeout(timer);
    clearTimeout(firstTimer);
    signal.removeEventListener("abort", stop);
    if (!isWhole) exchange.abort(LEFT);
  }
}

const DONE = Symbol("done");
/** Made once: most completions are left before their end, and an error with its stack takes 20 µs. */
const LEFT = new DOMException("nobody reads on", "AbortError");

/**
 * Editors cut texts by UTF-16 units, so that half of an emoji may come. It is no UTF-8: vLLM fails on it
 * with a 500, llama.cpp refuses the body, and five such would open the circuit for everybody.
 */
function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === "string" ? value.toWellFormed() : value;
}

async function* readEvents(
  body: AsyncIterable<Buffer>,
  { format = "events", maxBytes }: Pick<EventStreamRequest<unknown>, "format" | "maxBytes">,
) {
  const decoder = new TextDecoder();
  const found: unknown[] = [];
  const feed = format === "events" ? eventFeed(found) : lineFeed(found);
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    feed(decoder.decode(part, { stream: true }));
    yield* found.splice(0);
  }
  feed("\n\n");
  yield* found.splice(0);
}

function eventFeed(found: unknown[]): (text: string) => void {
  const parser = createParser({
    onEvent: ({ data }) => found.push(data.trim() === "[DONE]" ? DONE : JSON.parse(data)),
  });
  return (text) => parser.feed(text);
}

function lineFeed(found: unknown[]): (text: string) => void {
  let rest = "";
  return (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") found.push(JSON.parse(line));
  };
}

/** Servers that fail after their headers say so in an event: `{"error": {"code": 500, ...}}`. */
function checked(event: unknown): unknown {
  const error = typeof event === "object" && event !== null && "error" in event && event.error;
  if (!error) return event;
  const code = typeof error === "object" && "code" in error ? Number(error.code) : Number.NaN;
  const status = code >= 400 && code < 600 ? code : 500;
  throw APIError.generate(status, { error: Object(error) }, undefined, new Headers());
}

/** What undici and the operating system throw has a code; what our own reading throws has none. */
function connectionErrorOf(error: unknown): APIConnectionError | null {
  const isOurs = error instanceof ExternalError || error instanceof APIError;
  if (isOurs || !(error instanceof Error) || !("code" in error)) return null;
  return new APIConnectionError({ cause: error });
}

async function bodyText(body: AsyncIterable<Buffer>, maxBytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function parseJson(text: string): object | null {
  try {
    return Object(JSON.parse(text));
  } catch {
    return null;
  }
}

function tookTooLong(timeoutMs: number): ExternalError {
  return new ExternalError(`The expert gave no answer within ${timeoutMs} ms`, {
    service: "expert",
    retryable: true,
    code: "timeout",
  });
}

function tooLarge(maxBytes: number): ExternalError {
  return new ExternalError(`The expert's answer is over ${maxBytes} bytes`, {
    service: "expert",
    retryable: false,
    code: "response_too_large",
  });
}
