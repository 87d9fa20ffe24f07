import type { Readable } from "node:stream";
import { deserialize, serialize } from "node:v8";
import { invariant } from "@devflow/errors";

const lengthBytes = 4;
/** Far more than a piece of a COPY (1 MiB) or the rows of a statement: what is longer is no frame. */
const maxBytes = 256 * 1024 * 1024;

/** A message with its length before it, in V8's own form, as postMessage would copy it. */
export function toFrame(message: unknown): Buffer {
  const body = serialize(message);
  const head = Buffer.alloc(lengthBytes);
  head.writeUInt32BE(body.length);
  return Buffer.concat([head, body]);
}

/** The messages of a stream. A stream that ends inside of one simply ends. */
export async function* readFrames(stream: Readable): AsyncGenerator<unknown> {
  let parts: Buffer[] = [];
  let size = 0;
  let wanted = lengthBytes;
  let isBody = false;
  for await (const part of stream) {
    parts.push(part);
    size += part.length;
    while (size >= wanted) {
      const bytes = Buffer.concat(parts);
      const frame = bytes.subarray(0, wanted);
      parts = [bytes.subarray(wanted)];
      size -= wanted;
      if (isBody) yield deserialize(frame);
      wanted = isBody ? lengthBytes : frame.readUInt32BE();
      invariant(wanted <= maxBytes, "a frame of the database's door is too long");
      isBody = !isBody;
    }
  }
}
