import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { PoolClient, QueryConfig, QueryResult } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { copyHeader, copyTrailer } from "../binary-copy.ts";
import { databaseError } from "../database-error.ts";
import { encodeParams } from "../encode-params.ts";
import type { Row } from "../model.ts";
import type { Session, SessionResult } from "../session.ts";

/** A pool's client as a session. `onDiscard` makes the pool close the connection afterwards. */
export function createPostgresSession(client: PoolClient, onDiscard: () => void): Session {
  return {
    discard: onDiscard,
    query: (sql, params) => run(() => answerOf(client, oneStatement(sql, params))),
    // Several statements give an array of results, whatever the types say.
    script: (sql) => run(async () => [await client.query<Row>(sql)].flat().at(-1)),
    copyIn: (target, chunks) => copyIn(client, target, chunks),
  };
}

/** `queryMode` is missing in node-postgres's types; without it, no parameters mean a script. */
function oneStatement(
  text: string,
  params: readonly unknown[],
): QueryConfig & { queryMode: "extended" } {
  return { text, values: encodeParams(params), queryMode: "extended" };
}

/**
 * Not by node-postgres's own promise: answers of that stay in V8's old space until all of it is collected. After
 * 2,000 answers of 50 KB the heap had 138 MB, and so 12.
 */
function answerOf(client: PoolClient, query: QueryConfig): Promise<QueryResult<Row>> {
  return new Promise((resolve, reject) => {
    client.query<Row>(query, (error, result) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
}

async function run(work: () => Promise<QueryResult<Row> | undefined>): Promise<SessionResult> {
  try {
    const result = await work();
    return {
      rows: result?.rows ?? [],
      rowCount: result?.rowCount ?? 0,
      command: result?.command ?? "",
    };
  } catch (thrown) {
    throw databaseError(thrown);
  }
}

async function copyIn(
  client: PoolClient,
  target: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const source = { failure: undefined as { thrown: unknown } | undefined };
  const guarded = framed(chunks, (thrown) => {
    source.failure = { thrown };
  });
  try {
    const sink = client.query(copyFrom(`COPY ${target} FROM STDIN (FORMAT binary)`));
    await pipeline(Readable.from(guarded), sink);
  } catch (thrown) {
    // What the caller's rows threw is the caller's; the rest is the database's.
    throw source.failure ? source.failure.thrown : databaseError(thrown);
  }
}

async function* framed(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  onFailure: (thrown: unknown) => void,
): AsyncGenerator<Uint8Array> {
  yield copyHeader;
  try {
    yield* chunks;
  } catch (thrown) {
    onFailure(thrown);
    throw thrown;
  }
  yield copyTrailer;
}
