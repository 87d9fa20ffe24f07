import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

const plain = /^[\w.-]{8,64}$/;

/** The id that a proxy or client gave the request, when it is a harmless word, else one of ours. */
export function newRequestId(request: IncomingMessage): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && plain.test(given) ? given : `req-${randomUUID()}`;
}
