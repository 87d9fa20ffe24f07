import type { IncomingMessage } from "node:http";
import type { JsonObject } from "../model.ts";
import { HttpError } from "./reply.ts";

/** The whole body. Throws 413 past the limit. */
export async function readBody(request: IncomingMessage, maximumBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maximumBytes) throw new HttpError(413, "Payload too large");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** The JSON object of a body; null when there is none. Throws 400 as GitHub does. */
export function parseBody(bytes: Buffer): JsonObject | null {
  if (bytes.length === 0) return null;
  try {
    const parsed: unknown = JSON.parse(bytes.toString("utf8"));
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) {
      return { ...parsed };
    }
  } catch {
    throw new HttpError(400, "Problems parsing JSON");
  }
  throw new HttpError(400, "Body should be a JSON object");
}
