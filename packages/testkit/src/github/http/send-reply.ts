import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Reply } from "./reply.ts";

/** Looks like GitHub's: five hexadecimal groups. */
function requestId(): string {
  const parts = [2, 3, 4, 4, 4].map((bytes) => randomBytes(bytes).toString("hex").toUpperCase());
  return parts.join(":");
}

function isUnchanged(request: IncomingMessage, etag: string): boolean {
  const asked = String(request.headers["if-none-match"] ?? "");
  const weak = (tag: string) => tag.trim().replace(/^W\//, "");
  return asked.split(",").some((tag) => weak(tag) === weak(etag));
}

/** Writes an answer with the headers of every GitHub answer. Gives the status that was sent. */
export function sendReply(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
  headers: Record<string, string>,
): number {
  const { body } = reply;
  const isRaw = Buffer.isBuffer(body);
  const text = body === undefined || isRaw ? "" : JSON.stringify(body);
  const bytes = isRaw ? body : Buffer.from(text);
  const etag = `W/"${createHash("sha256").update(bytes).digest("hex")}"`;
  const isConditional = request.method === "GET" && reply.status === 200;
  const status = isConditional && isUnchanged(request, etag) ? 304 : reply.status;
  response.writeHead(status, {
    "content-type": isRaw
      ? "application/vnd.github.raw; charset=utf-8"
      : "application/json; charset=utf-8",
    "x-github-media-type": "github.v3; format=json",
    "x-github-request-id": requestId(),
    "x-github-api-version-selected": "2022-11-28",
    server: "github.com",
    ...(isConditional ? { etag } : {}),
    ...headers,
    ...reply.headers,
  });
  response.end(status === 304 ? undefined : bytes);
  return status;
}
