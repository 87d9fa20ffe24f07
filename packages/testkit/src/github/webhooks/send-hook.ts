import { createHmac } from "node:crypto";
import { request } from "node:http";
import type { State } from "../state.ts";
import { timestamp } from "../state.ts";
import type { Attempt, Hook } from "./outbox.ts";

interface Answer {
  status: string;
  statusCode: number;
  body: string | null;
}

/** The most of an answer that is kept. */
const keptAnswerBytes = 65_536;

/** The headers of a delivery; the signature covers the exact bytes of the body. */
function hookHeaders(state: State, hook: Hook): Record<string, string> {
  const sign = (algorithm: string) =>
    createHmac(algorithm, state.app.webhookSecret).update(hook.body).digest("hex");
  return {
    accept: "*/*",
    "content-type": "application/json",
    "content-length": String(hook.body.length),
    "user-agent": "GitHub-Hookshot/7f3c1d2",
    "x-github-delivery": hook.guid,
    "x-github-event": hook.event,
    "x-github-hook-id": String(state.app.id + 1),
    "x-github-hook-installation-target-id": String(state.app.id),
    "x-github-hook-installation-target-type": "integration",
    "x-hub-signature": `sha1=${sign("sha1")}`,
    "x-hub-signature-256": `sha256=${sign("sha256")}`,
  };
}

/** `agent: false` opens a connection of its own, so no idle socket outlives the test. */
function post(url: string, headers: Record<string, string>, body: Buffer, timeoutMs: number) {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const unreachable = { status: "failed to connect to host", statusCode: 502, body: null };
  const outgoing = request(url, { method: "POST", headers, agent: false }, (incoming) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on("data", (chunk: Buffer) => {
      if (size < keptAnswerBytes) chunks.push(chunk);
      size += chunk.length;
    });
    incoming.on("error", () => resolve(unreachable));
    incoming.on("end", () => {
      const statusCode = incoming.statusCode ?? 502;
      const status =
        statusCode >= 200 && statusCode < 300 ? "OK" : `Invalid HTTP Response: ${statusCode}`;
      resolve({ status, statusCode, body: Buffer.concat(chunks).toString("utf8") });
    });
  });
  outgoing.on("error", () => resolve(unreachable));
  const timer = setTimeout(() => {
    resolve({ status: "timed out", statusCode: 504, body: null });
    outgoing.destroy();
  }, timeoutMs);
  outgoing.end(body);
  return promise.finally(() => clearTimeout(timer));
}

/**
 * Tries once to deliver, and logs the attempt as GitHub does. Without a URL the delivery is lost
 * on the way: logged as failed, never sent.
 */
export async function sendHook(state: State, hook: Hook, url: string | null): Promise<Attempt> {
  const headers = hookHeaders(state, hook);
  const id = state.nextId();
  const isRedelivery = hook.attempts.length > 0;
  const deliveredAt = timestamp(state);
  const started = performance.now();
  const answer =
    url === null
      ? { status: "failed to connect to host", statusCode: 502, body: null }
      : await post(url, headers, hook.body, state.limits.webhookTimeoutMs);
  const attempt: Attempt = {
    id,
    hook,
    deliveredAt,
    isRedelivery,
    durationSeconds: Math.round(performance.now() - started) / 1000,
    status: answer.status,
    statusCode: answer.statusCode,
    url: url ?? state.webhookUrl ?? "",
    requestHeaders: headers,
    responseBody: answer.body,
  };
  state.outbox.add(attempt);
  const { event, action, guid } = hook;
  state.events.record({ kind: "delivery", event, action, guid, status: attempt.statusCode });
  return attempt;
}
