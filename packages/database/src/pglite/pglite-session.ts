import { copyHeader, copyTrailer } from "../binary-copy.ts";
import { encodeParams } from "../encode-params.ts";
import type { Session, SessionResult } from "../session.ts";
import type { Turn } from "./link.ts";

/**
 * One COPY at a time in memory: PGlite takes a whole file, so rows are handed over in pieces. One of
 * them keeps the only session busy for about 0.2 s.
 */
const copyBytes = 1024 * 1024;

/** PGlite's one session, for as long as the turn lasts. */
export function createPgliteSession({ execute }: Pick<Turn, "execute">): Session {
  return {
    query: (sql, params) => execute({ kind: "query", sql, params: encodeParams(params) }),
    script: (sql) => execute({ kind: "script", sql }),
    async copyIn(target, chunks) {
      const sql = `COPY ${target} FROM '/dev/blob' (FORMAT binary)`;
      for await (const bytes of copyFiles(chunks)) await execute({ kind: "copy", sql, bytes });
    },
    // There is no second connection to turn to: the next transaction begins with a clean one.
    discard: () => {},
  };
}

async function* copyFiles(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let parts: Uint8Array[] = [copyHeader];
  let size = 0;
  const toFile = () => joined([...parts, copyTrailer]);
  for await (const chunk of chunks) {
    parts.push(chunk);
    size += chunk.length;
    if (size < copyBytes) continue;
    yield toFile();
    parts = [copyHeader];
    size = 0;
  }
  if (size > 0) yield toFile();
}

/** In memory of its own, so that the thread gets it without a copy: small Buffers share a pool. */
function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The session's result in node-postgres's shape. */
export function toPoolResult(result: SessionResult) {
  return { rows: result.rows as never[], rowCount: result.rowCount };
}
