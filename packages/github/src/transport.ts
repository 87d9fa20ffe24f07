import { ExternalError } from "@devflow/errors";
import { createDispatcher } from "@devflow/http";
import { fetch } from "undici";
import { limits } from "./limits.ts";

export interface TransportOptions {
  apiUrl: string;
  /** PEM text of further authorities, for GHES behind a company's own. */
  ca?: string;
  timeoutMs?: number;
}

interface TransportRequest {
  method: string;
  headers: Record<string, string>;
  body?: string;
}

export type Transport = (url: string, request: TransportRequest) => Promise<Response>;

/**
 * The only door to the network of this package, in the shape of `fetch` as octokit calls it.
 *
 * Properties wanted:
 * - No request, redirect or page ever goes to a host other than the API's: our token travels with it.
 * - Every request ends: time-out over connect, headers and body together.
 * - An answer is whole or an error. Octokit takes a body that was cut for an empty one; here the
 *   body is read before octokit sees the answer.
 * - No answer can fill the memory.
 */
export function createTransport(options: TransportOptions): Transport {
  const apiOrigin = new URL(options.apiUrl).origin;
  const timeoutMs = options.timeoutMs ?? limits.requestTimeoutMs;
  const dispatcher = createDispatcher({ ca: options.ca ?? null });

  return async (url, request) => {
    const signal = AbortSignal.timeout(timeoutMs);
    let target = url;
    for (let hops = 0; hops <= limits.maxRedirects; hops++) {
      assertSameOrigin(target, apiOrigin);
      const response = await fetch(target, {
        method: request.method,
        headers: request.headers,
        body: request.body ?? null,
        redirect: "manual",
        signal,
        dispatcher,
      });
      const next = redirectTarget(response.status, response.headers.get("location"), request);
      if (next === null) {
        const bytes = await readBounded(response.body, limits.maxAnswerBytes);
        const headers = [...response.headers];
        const isEmpty = bytes.length === 0;
        return new Response(isEmpty ? null : bytes, { status: response.status, headers });
      }
      await response.body?.cancel();
      target = new URL(next, target).href;
    }
    throw refusal("GitHub redirected too often", "too_many_redirects");
  };
}

function assertSameOrigin(url: string, apiOrigin: string): void {
  if (new URL(url).origin === apiOrigin) return;
  throw refusal("GitHub's answer led to another host; the request was not sent", "foreign_host");
}

/** 301 and 302 would turn a POST into a GET elsewhere: only reads follow them. */
function redirectTarget(
  status: number,
  location: string | null,
  request: TransportRequest,
): string | null {
  if (location === null) return null;
  if (status === 307 || status === 308) return location;
  const isRead = request.method === "GET";
  return isRead && (status === 301 || status === 302 || status === 303) ? location : null;
}

async function readBounded(
  body: AsyncIterable<Uint8Array> | null,
  maxBytes: number,
): Promise<Buffer<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body ?? []) {
    size += part.length;
    if (size > maxBytes) throw refusal("GitHub's answer is too large", "answer_too_large");
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function refusal(message: string, code: string): ExternalError {
  return new ExternalError(message, { service: "github", retryable: false, code });
}
