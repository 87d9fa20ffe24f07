import { ExternalError } from "@devflow/errors";
import { createLogger, type Logger } from "@devflow/logging";
import { Registry } from "prom-client";
import { z } from "zod";
import { Admission } from "../../src/http/admission.ts";
import { BodyRoom } from "../../src/http/body-room.ts";
import { createServer } from "../../src/http/create-server.ts";
import type { Doorkeeper } from "../../src/http/doorkeeper.ts";
import { GatewayError } from "../../src/http/gateway-error.ts";
import { createGatewayMetrics } from "../../src/http/gateway-metrics.ts";
import { requireOwnHost } from "../../src/http/own-hosts.ts";
import { defineRoute, type Route } from "../../src/http/route.ts";
import { caller } from "./caller.ts";

const logger = createLogger({ level: "silent" });

/** Who asks is the word behind `Bearer`. */
const doorkeeper: Doorkeeper = {
  async authenticate(authorization) {
    const name = /^Bearer (\w+)$/.exec(authorization ?? "")?.[1];
    if (name === undefined || name === "stranger") return null;
    return caller({
      name,
      personId: Number(/\d+$/.exec(name)?.[0] ?? 1),
      scopes: new Set(name === "reader" ? ["search"] : ["complete", "assist"]),
    });
  },
  async admit({ name }) {
    if (name !== "busy") return null;
    return { retryAfterMs: 2_400, code: "rate_limit_exceeded", message: "Slower, please." };
  },
};

/** Told by the handlers of what they see. */
export const seen: { signals: AbortSignal[]; streamEnded: boolean } = {
  signals: [],
  streamEnded: false,
};
let hold: () => void = () => {};

/** Lets the handler that waits go on. */
export const letGo = (): void => hold();

const open = { method: "POST", scope: null, rate: null, summary: "" } as const;
const guarded = { method: "POST", scope: "complete", rate: "light", summary: "" } as const;
/** Takes a form with a file. */
export const voice = defineRoute({
  ...open,
  path: "/voice",
  operation: "voice",
  body: z.object({ audio: z.file().max(1_000), language: z.string().optional() }),
  bodyType: "multipart",
  maxBodyBytes: 4_000,
  answer: z.object({ bytes: z.int(), type: z.string(), language: z.string() }),
  handle: async ({ body }) => ({
    body: { bytes: body.audio.size, type: body.audio.type, language: body.language ?? "" },
  }),
});
const testRoutes: Route[] = [
  defineRoute({
    ...open,
    path: "/double",
    operation: "double",
    query: z.object({ times: z.coerce.number().int().max(9).default(2) }),
    body: z.object({ value: z.int() }),
    maxBodyBytes: 2_000,
    answer: z.object({ value: z.int() }),
    handle: async ({ body, query }) => ({ body: { value: body.value * query.times } }),
  }),
  defineRoute({
    ...guarded,
    path: "/who/:place",
    operation: "who",
    params: z.object({ place: z.string().max(5) }),
    handle: async ({ caller, params, editor }) => ({
      body: { name: caller.name, place: params.place, editor } as never,
    }),
  }),
  defineRoute({
    ...open,
    path: "/from",
    operation: "from",
    answer: z.object({ address: z.string(), scheme: z.string(), forwarded: z.string() }),
    handle: async ({ address, scheme, forwarded }) => ({ body: { address, scheme, forwarded } }),
  }),
  defineRoute({
    ...open,
    path: "/form",
    operation: "form",
    body: z.object({ grant_type: z.string() }),
    bodyType: "form",
    answer: z.object({ grant: z.string() }),
    handle: async ({ body }) => ({ body: { grant: body.grant_type } }),
  }),
  voice,
  defineRoute({
    ...open,
    path: "/stream",
    operation: "stream",
    event: z.object({ n: z.int() }),
    async handle() {
      async function* events() {
        try {
          yield { n: 1 };
          yield { n: 2 };
          await new Promise<void>((resolve) => {
            hold = resolve;
          });
          throw new ExternalError("gone", { service: "expert", retryable: true });
        } finally {
          seen.streamEnded = true;
        }
      }
      return { events: events() };
    },
  }),
  defineRoute({
    ...open,
    path: "/hang",
    operation: "hang",
    rate: "completion",
    timeoutMs: 150,
    async handle({ signal }) {
      seen.signals.push(signal);
      return await new Promise<never>(() => {});
    },
  }),
  defineRoute({
    ...open,
    path: "/slow",
    operation: "slow",
    rate: "assist",
    answer: z.object({ done: z.boolean() }),
    async handle({ signal }) {
      seen.signals.push(signal);
      await new Promise<void>((resolve) => {
        hold = resolve;
      });
      return { body: { done: true } };
    },
  }),
  defineRoute({
    ...guarded,
    path: "/flood",
    operation: "flood",
    rate: "assist",
    timeoutMs: 300,
    event: z.object({ text: z.string() }),
    async handle() {
      async function* events() {
        for (;;) yield { text: "x".repeat(64 * 1024) };
      }
      return { events: events() };
    },
  }),
  ...(["bug", "busy", "refused", "away"] as const).map((kind) =>
    defineRoute({
      ...open,
      path: `/fail/${kind}`,
      operation: `fail_${kind}`,
      async handle() {
        if (kind === "bug") throw new Error("a secret of ours");
        if (kind === "busy") throw new GatewayError(429, "Later.", { code: "later" });
        throw new ExternalError("a secret of the expert", {
          service: "expert",
          retryable: kind === "away",
          ...(kind === "away" && { retryAfterMs: 7_000 }),
        });
      },
    }),
  ),
];

/** A server with routes that do what a test needs. */
export async function start(
  admission = new Admission({ places: 8, maxWaiting: 8 }),
  log: Logger = logger,
  trustedProxies: readonly string[] = [],
  room = new BodyRoom(),
) {
  const closing = new AbortController();
  const metrics = createGatewayMetrics(new Registry(), admission);
  const audit = { count: () => {} };
  const parts = {
    ...{
      logger: log,
      doorkeeper,
      metrics,
      admission,
      audit,
      closing: closing.signal,
      trustedProxies,
      room,
    },
    requireOwnHost: requireOwnHost({ host: "127.0.0.1", publicUrl: "https://devflow.example" }),
  };
  const app = await createServer(parts, testRoutes);
  await app.listen({ host: "127.0.0.1", port: 0 });
  const address = app.server.address();
  if (address === null || typeof address === "string") throw new Error("no address");
  return { app, closing, url: `http://127.0.0.1:${address.port}`, port: address.port };
}
