import { ExternalError } from "@devflow/errors";
import { request } from "undici";

/** A 100,000-token answer as JSON is below 1 MB; a list of all models of a server is below 2 MB. */
export const MAX_RESPONSE_BYTES = 4 * 1024 * 1024;

/** Who is asked: the service of the errors, and the word in their messages. */
export type ModelService = "expert" | "embedder";

export interface BoundedRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  signal?: AbortSignal | null;
  /** Whole exchange, from connecting to the last byte. */
  timeoutMs: number;
  maxBytes?: number;
  /** Default: expert. */
  service?: ModelService;
}

export interface BoundedResponse {
  status: number;
  headers: Record<string, string>;
  bytes: Buffer;
  /** The bytes as UTF-8. */
  text: string;
}

/**
 * One HTTP exchange with a limit on time and on size. Redirects are not followed: a prompt goes
 * to the configured server or nowhere. Aborting the signal closes the connection, which is how
 * vLLM, llama.cpp and Ollama notice that nobody waits any more.
 *
 * Not Node's own fetch: that one gives up after 300 s without headers, and a 13B model on CPU may
 * need longer for one answer.
 *
 * @throws ExternalError `timeout` (retryable) or `response_too_large` (not); the signal's reason;
 * undici's own error when the connection fails
 */
export async function boundedRequest(
  url: string,
  options: BoundedRequest,
): Promise<BoundedResponse> {
  const { timeoutMs, maxBytes = MAX_RESPONSE_BYTES, service = "expert" } = options;
  const timer = AbortSignal.timeout(timeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, timer]) : timer;
  try {
    const response = await request(url, {
      method: options.method === "POST" ? "POST" : "GET",
      headers: options.headers ?? {},
      body: options.body ?? null,
      signal,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    const bytes = await readBounded(response.body, maxBytes, service);
    const text = bytes.toString("utf8");
    return { status: response.statusCode, headers: flatten(response.headers), bytes, text };
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason;
    if (timer.aborted) {
      throw new ExternalError(`The ${service} gave no answer within ${timeoutMs} ms`, {
        service,
        retryable: true,
        code: "timeout",
      });
    }
    throw error;
  }
}

async function readBounded(
  body: AsyncIterable<Buffer>,
  maxBytes: number,
  service: ModelService,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > maxBytes) {
      throw new ExternalError(`The ${service}'s answer is over ${maxBytes} bytes`, {
        service,
        retryable: false,
        code: "response_too_large",
      });
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Headers as one text each. */
export function flatten(
  headers: Record<string, string | string[] | undefined>,
): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}

/**
 * {@link boundedRequest} in the shape of `fetch`, for the openai client. Of the client's own
 * headers only those that describe the body are sent; the others are `headers`.
 */
export function boundedFetch(
  timeoutMs: number,
  headers: Record<string, string>,
  bounds: { service?: ModelService; maxBytes?: number } = {},
): typeof fetch {
  return async (input, init) => {
    const type = new Headers(init?.headers).get("content-type");
    const response = await boundedRequest(
      typeof input === "string" ? input : input instanceof URL ? input.href : input.url,
      {
        method: init?.method ?? "GET",
        headers: {
          accept: "application/json",
          ...(type === null ? {} : { "content-type": type }),
          ...headers,
        },
        ...(typeof init?.body === "string" ? { body: init.body } : {}),
        signal: init?.signal ?? null,
        timeoutMs,
        ...bounds,
      },
    );
    // The body is whole and decoded: its former length and encoding no longer hold.
    const { "content-length": _length, "content-encoding": _encoding, ...kept } = response.headers;
    const { status, text } = response;
    return new Response(NO_BODY.has(status) ? null : text, { status, headers: kept });
  };
}

/** Statuses that a Response refuses to have a body for. */
const NO_BODY = new Set([204, 205, 304]);
