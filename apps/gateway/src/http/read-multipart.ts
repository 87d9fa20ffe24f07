import type { FastifyRequest } from "fastify";
import type { BodyRoom } from "./body-room.ts";
import { GatewayError } from "./gateway-error.ts";

const maxFields = 50;

/**
 * The fields of a form as text and its files as `File`, held in memory: `maxBytes` of all together.
 * Raises GatewayError 413 beyond, 400 for what is no form, and what the room says of it.
 */
export async function readMultipart(
  request: FastifyRequest,
  maxBytes: number,
  room: BodyRoom,
): Promise<Record<string, unknown>> {
  const ended = Promise.withResolvers<never>();
  const arrived = room.watch(request.raw, ended.reject);
  // The form is piped from it in this same turn: nothing is read before.
  request.raw.on("data", (piece: Buffer) => arrived(piece.length));
  return await Promise.race([readParts(request, maxBytes), ended.promise]);
}

async function readParts(
  request: FastifyRequest,
  maxBytes: number,
): Promise<Record<string, unknown>> {
  const body = new Map<string, unknown>();
  const limits = { fileSize: maxBytes, fieldSize: maxBytes, files: 4, fields: maxFields };
  let read = 0;
  const count = (bytes: number) => {
    read += bytes;
    if (read > maxBytes) throw tooLarge();
  };
  try {
    for await (const part of request.parts({ limits })) {
      if (part.type === "field") {
        count(Buffer.byteLength(String(part.value)));
        body.set(part.fieldname, part.value);
      } else {
        const bytes = new Uint8Array(await part.toBuffer());
        count(bytes.length);
        body.set(part.fieldname, new File([bytes], part.filename, { type: part.mimetype }));
      }
    }
  } catch (thrown) {
    if (thrown instanceof GatewayError) throw thrown;
    if (thrown instanceof Error && "statusCode" in thrown) throw thrown;
    throw new GatewayError(400, "The body is no well-formed form.", {
      code: "malformed_body",
      cause: thrown,
    });
  }
  return Object.fromEntries(body);
}

function tooLarge(): GatewayError {
  return new GatewayError(413, "The body is larger than this route takes.", {
    code: "body_too_large",
  });
}
