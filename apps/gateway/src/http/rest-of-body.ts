/**
 * An answer that is out before its request has come in whole.
 *
 * Wanted: whoever still sends reads why it is refused. A connection that is closed with bytes of theirs
 * unread is reset, which takes the answer with it.
 * Design: the whole answer goes out with its length at once, what still comes is read and forgotten, and then the
 * connection closes. Clients that see the answer stop sending; for the others there is a bound.
 */
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";

/** Four of the largest bodies, and as long as a client takes to look. */
const mostBytes = 64 * 1024 * 1024;
const mostMs = 10_000;

/** `answer` at once, and the end of it when nothing comes any more. */
export function answerThenRead(answer: string, request: IncomingMessage): Readable {
  async function* pieces() {
    yield Buffer.from(answer);
    await restOf(request);
  }
  return Readable.from(pieces());
}

async function restOf(request: IncomingMessage): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, mostMs);
  let left = mostBytes;
  request.unpipe();
  request.on("data", (piece: Buffer) => {
    left -= piece.length;
    if (left < 0) resolve();
  });
  request.once("end", resolve).once("close", resolve).once("error", resolve);
  request.resume();
  if (request.readableEnded || request.destroyed) resolve();
  await promise;
  clearTimeout(timer);
}
