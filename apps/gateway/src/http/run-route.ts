import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { BodyRoom } from "./body-room.ts";
import type { ServerParts } from "./create-server.ts";
import { eventStream } from "./event-stream.ts";
import { forwardingOf } from "./forwarding.ts";
import { badToken } from "./let-in.ts";
import { readMultipart } from "./read-multipart.ts";
import { requestSignal } from "./request-signal.ts";
import { mostBodyBytes, type Route, type RouteAnswer } from "./route.ts";

const standardTimeoutMs = 30_000;
const maxEditorChars = 200;
/** How long an answer may still be read when the time of its request is over. */
const lateMs = 1_000;

/** One request, whose caller may, through its route: is there room, what do they want, the answer. */
export async function runRoute(
  parts: ServerParts & { room: BodyRoom },
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const timeoutMs = route.timeoutMs ?? standardTimeoutMs;
  const { signal, end: abort, release } = requestSignal(reply.raw, timeoutMs, parts.closing);
  const isHeavy = route.rate === "completion" || route.rate === "assist";
  const leave = isHeavy ? await entered(parts, request, signal, release) : () => {};
  const late = endLate(signal, reply);
  const unwatch = watched(parts, route, request, () => abort(badToken()));
  const end = () => {
    unwatch();
    leave();
    late();
    release();
  };
  if (reply.raw.closed) end();
  else reply.raw.once("close", end);
  const body = await bodyOf(parts.room, route, request);
  const answer = await orAbort(
    signal,
    route.run({
      id: request.id,
      caller: request.caller,
      editor: (request.headers["user-agent"] ?? "").slice(0, maxEditorChars),
      address: request.ip,
      scheme: request.protocol === "https" ? "https" : "http",
      forwarded: forwardingOf(request),
      headers: singleHeaders(request),
      signal,
      logger: parts.logger.child({ requestId: request.id }),
      raw: { params: request.params, query: request.query, body },
    }),
  );
  return await send(parts, route, reply, signal, answer);
}

/** A token that is taken away while its answer is under way ends it. */
function watched(
  { doorkeeper }: ServerParts,
  { scope }: Route,
  { caller, headers }: FastifyRequest,
  end: () => void,
): () => void {
  if (caller === null || scope === null) return () => {};
  const { authorization } = headers;
  return doorkeeper.whileGood?.(caller, { authorization, scope }, end) ?? (() => {});
}

/** Who is turned away leaves no listener behind: under load that would be one a request. */
async function entered(
  { admission }: ServerParts,
  { caller }: FastifyRequest,
  signal: AbortSignal,
  release: () => void,
): Promise<() => void> {
  try {
    // Whoever runs the machine may have all of it.
    const counted = caller === null || caller.isLocal ? null : caller.personId;
    return await admission.enter(signal, counted);
  } catch (thrown) {
    release();
    throw thrown;
  }
}

/**
 * Ends the connection of somebody who asked and does not read: their answer would keep its place for
 * ever. The result takes that back.
 */
function endLate(signal: AbortSignal, { raw }: FastifyReply): () => void {
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    timer = setTimeout(() => raw.destroy(), lateMs);
  };
  signal.addEventListener("abort", wait, { once: true });
  return () => {
    signal.removeEventListener("abort", wait);
    clearTimeout(timer);
  };
}

async function bodyOf(room: BodyRoom, route: Route, request: FastifyRequest): Promise<unknown> {
  if (route.bodyType !== "multipart") return request.body;
  return await readMultipart(request, mostBodyBytes(route), room);
}

function singleHeaders(request: FastifyRequest): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : value,
    ]),
  );
}

/** A handler that does not listen to its signal must not keep a request for ever. */
async function orAbort<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let stop = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

async function send(
  parts: ServerParts,
  route: Route,
  reply: FastifyReply,
  signal: AbortSignal,
  answer: RouteAnswer<unknown, unknown>,
): Promise<FastifyReply> {
  // Redirects are of pages: some set a session, or have a code in their address.
  if ("redirectTo" in answer) reply.header("cache-control", "no-store");
  reply.headers(answer.headers ?? {});
  if ("redirectTo" in answer) return await reply.redirect(answer.redirectTo, 302);
  if ("events" in answer) {
    // Proxies would otherwise hold events back until they have enough of them.
    reply.headers({ "cache-control": "no-store", "x-accel-buffering": "no" });
    reply.type("text/event-stream; charset=utf-8");
    return await reply.send(eventStream(answer.events, parts.logger, signal));
  }
  if ("lines" in answer) {
    return await reply.type(answer.type).send(Readable.from(answer.lines, { signal }));
  }
  reply.code(answer.status ?? route.answerStatus ?? 200);
  if ("text" in answer) return await reply.type(answer.type).send(answer.text);
  if (route.answerStatus === 204) return await reply.send();
  reply.type("application/json; charset=utf-8");
  return await reply.send(JSON.stringify(answer.body));
}
