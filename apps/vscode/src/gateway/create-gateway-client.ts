import type * as z from "zod";
import { type CompanyFetch, isUntrusted } from "./company-fetch.ts";
import { faultOfAnswer, parseJson } from "./fault-of-answer.ts";
import type { GatewayAnswer, GatewayCall, GatewayClient, GatewayStream } from "./gateway-client.ts";
import { GatewayError } from "./gateway-error.ts";
import { readEventStream } from "./read-event-stream.ts";

/**
 * Wanted: one stack for every call, which honours VS Code's proxy settings and the system's
 * certificates; connections are kept; a cancelled call closes its request at once; nothing hangs.
 *
 * Design: the global `fetch`. In the extension host VS Code replaces it
 * (`http.fetchAdditionalSupport`, since 1.96) by one that resolves `http.proxy`, the system's proxy and NO_PROXY
 * and trusts the system's certificates; an HTTP library in the bundle would go around all that. What it does not
 * know, `company-fetch.ts` does. It keeps connections alive by origin. An end in time is an AbortSignal of our own, so that it can be
 * told from the caller's.
 */

export interface GatewayClientOptions {
  /** Origin and path prefix without a trailing slash; null where none is set. */
  server(): string | null;
  /** The token for that server; null when nobody signed in there. */
  token(server: string): Promise<string | null>;
  /** For example `vscode/1.107.0 devflow/0.1.0`. */
  userAgent: string;
  /** Told of each call's end: null when it was answered. */
  onOutcome(call: GatewayCall, fault: GatewayError | null, elapsedMs: number): void;
  /** {@link createCompanyFetch} in the editor; default: the global one. */
  fetch?: CompanyFetch;
}

/** More than any answer of ours has; a page without end must not fill the editor's memory. */
const maxAnswerChars = 16 * 1_048_576;

/** What people know of other programs, too: nobody should look for a switch that turns checks off. */
const trustHint =
  "Have the system trust the authority that made its certificate, or name a file of it in NODE_EXTRA_CA_CERTS and restart the editor.";

export function createGatewayClient(options: GatewayClientOptions): GatewayClient {
  return {
    ask: (call, schema) => observed(options, call, (began) => ask(options, call, schema, began)),
    open: (call) => observed(options, call, () => open(options, call)),
  };
}

async function observed<T>(
  options: GatewayClientOptions,
  call: GatewayCall,
  run: (began: number) => Promise<T>,
): Promise<T> {
  const began = performance.now();
  try {
    const answer = await run(began);
    options.onOutcome(call, null, performance.now() - began);
    return answer;
  } catch (thrown) {
    if (thrown instanceof GatewayError) {
      options.onOutcome(call, thrown, performance.now() - began);
    }
    throw thrown;
  }
}

async function ask<T>(
  options: GatewayClientOptions,
  call: GatewayCall,
  schema: z.ZodType<T>,
  began: number,
): Promise<GatewayAnswer<T>> {
  const limit = timeLimit(call);
  try {
    const response = await send(options, call, limit.signal);
    const text = await textOf(response);
    if (!response.ok) throw faultOfAnswer(response.status, response.headers, text ?? "");
    const parsed = text === null ? undefined : schema.safeParse(text === "" ? {} : parseJson(text));
    if (!parsed?.success) throw unexpected(response, parsed?.error);
    const source = sourceOf(response.headers.get("server-timing"));
    const elapsedMs = performance.now() - began;
    return { body: parsed.data, ...namesOf(response), source, elapsedMs };
  } catch (thrown) {
    throw limit.explain(thrown);
  } finally {
    limit.end();
  }
}

async function open(options: GatewayClientOptions, call: GatewayCall): Promise<GatewayStream> {
  const limit = timeLimit(call);
  try {
    const response = await send(options, call, limit.signal);
    if (!response.ok) {
      throw faultOfAnswer(response.status, response.headers, (await textOf(response)) ?? "");
    }
    const { body } = response;
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
    if (body === null || isStream !== true) {
      // Whatever it is, nobody reads it.
      await body?.cancel();
      throw unexpected(response);
    }
    return { ...namesOf(response), events: eventsOf(body, limit) };
  } catch (thrown) {
    limit.end();
    throw limit.explain(thrown);
  }
}

/** The text of an answer; null, and its connection closed, where it is longer than any of ours. */
async function textOf({ body }: Response): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length > maxAnswerChars) return null;
  }
  return text + decoder.decode();
}

async function* eventsOf(body: AsyncIterable<Uint8Array>, limit: TimeLimit) {
  async function* touched() {
    for await (const chunk of body) {
      limit.restart();
      yield chunk;
    }
  }
  try {
    yield* readEventStream(touched());
  } catch (thrown) {
    throw limit.explain(thrown);
  } finally {
    limit.end();
  }
}

async function send(
  options: GatewayClientOptions,
  call: GatewayCall,
  signal: AbortSignal,
): Promise<Response> {
  signal.throwIfAborted();
  const server = call.server ?? options.server();
  if (server === null) {
    throw new GatewayError("No DevFlow server is set.", { fault: "not_configured" });
  }
  const headers: Record<string, string> = { "user-agent": options.userAgent };
  if (call.withToken !== false) {
    const token = call.token ?? (await tokenFor(options, server));
    if (token === null) {
      throw new GatewayError(`You are not signed in at ${server}.`, { fault: "signed_out" });
    }
    headers.authorization = `Bearer ${token}`;
  }
  const isForm = call.body instanceof FormData;
  if (call.body !== undefined && !isForm) headers["content-type"] = "application/json";
  const asked = options.fetch ?? globalThis.fetch;
  const response = await asked(`${server}${call.path}`, {
    method: call.method ?? (call.body === undefined ? "GET" : "POST"),
    headers,
    signal,
    // A redirect would carry the token to another place, or the code to a sign-in page.
    redirect: "error",
    ...(call.body === undefined
      ? {}
      : { body: call.body instanceof FormData ? call.body : JSON.stringify(call.body) }),
  });
  return response;
}

async function tokenFor(options: GatewayClientOptions, server: string): Promise<string | null> {
  try {
    return await options.token(server);
  } catch (thrown) {
    throw new GatewayError(`The editor cannot read the token it keeps: ${reasonOf(thrown)}.`, {
      fault: "signed_out",
      cause: thrown,
    });
  }
}

interface TimeLimit {
  signal: AbortSignal;
  /** Another whole time from now: something came. */
  restart(): void;
  end(): void;
  /** What is to be thrown for what fetch threw. */
  explain(thrown: unknown): unknown;
}

function timeLimit(call: GatewayCall): TimeLimit {
  const late = new AbortController();
  const expire = () => late.abort();
  let timer = setTimeout(expire, call.timeoutMs);
  const signal =
    call.signal === undefined ? late.signal : AbortSignal.any([call.signal, late.signal]);
  return {
    signal,
    restart() {
      clearTimeout(timer);
      timer = setTimeout(expire, call.timeoutMs);
    },
    end: () => clearTimeout(timer),
    explain(thrown) {
      if (thrown instanceof GatewayError) return thrown;
      if (call.signal?.aborted === true) return call.signal.reason;
      if (late.signal.aborted) {
        const seconds = call.timeoutMs / 1_000;
        return new GatewayError(`The server did not answer ${call.path} within ${seconds} s.`, {
          fault: "timed_out",
          cause: thrown,
        });
      }
      const hint = isUntrusted(thrown) ? ` ${trustHint}` : "";
      return new GatewayError(`The server cannot be reached: ${reasonOf(thrown)}.${hint}`, {
        fault: "offline",
        cause: thrown,
      });
    },
  };
}

/** Fetch says "fetch failed" and hides why in its cause, for example ECONNREFUSED 127.0.0.1:3003. */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.cause instanceof Error ? reasonOf(thrown.cause) : thrown.message;
}

function namesOf(response: Response): { model: string | null; requestId: string | null } {
  return {
    model: response.headers.get("x-devflow-model"),
    requestId: response.headers.get("x-request-id"),
  };
}

/** From `Server-Timing: source;desc="memory", total;dur=3`. */
function sourceOf(timing: string | null): string | null {
  return /(?:^|,)\s*source;desc="([^"]*)"/.exec(timing ?? "")?.[1] ?? null;
}

function unexpected(response: Response, cause?: unknown): GatewayError {
  return new GatewayError(
    `${response.url} answered something that is not DevFlow's: is it the gateway's address?`,
    { fault: "unexpected", status: response.status, ...namesOf(response), cause },
  );
}
