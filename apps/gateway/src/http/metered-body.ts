import type { IncomingMessage } from "node:http";
import { type Readable, Transform } from "node:stream";
import type { FastifyRequest } from "fastify";
import type { BodyRoom } from "./body-room.ts";

/** A shorter one is there with its head, or nearly so: its room is taken whole and costs no more to watch. */
const shortBytes = 16 * 1024;

/** One that is worth to be watched. Forms with files are watched where they are read. */
export function isLongBody({ headers }: FastifyRequest): boolean {
  if (headers["content-type"]?.startsWith("multipart/")) return false;
  const length = headers["content-length"];
  return length === undefined
    ? headers["transfer-encoding"] !== undefined
    : Number(length) > shortBytes;
}

/** The body, piece by piece as there is room for it; fails with GatewayError where there is none, or it comes too slowly. */
export function metered(room: BodyRoom, raw: IncomingMessage, payload: Readable): Readable {
  const arrived = room.watch(raw, (reason) => meter.destroy(reason));
  const meter = new Transform({
    transform(piece: Buffer, _encoding, done) {
      if (arrived(piece.length)) done(null, piece);
    },
  });
  // Where nobody reads the body it fails all the same, and must not fail the process.
  meter.on("error", () => {});
  // Who goes away in the middle ends it, too.
  payload.once("close", () => {
    if (!payload.readableEnded) meter.destroy(new DOMException("Gone.", "AbortError"));
  });
  return payload.pipe(meter);
}
