import { invariant, UsageError } from "@devflow/errors";
import type { FastifyInstance } from "fastify";
import type { GatewayParts } from "./gateway-parts.ts";
import { Admission } from "./http/admission.ts";
import { createServer } from "./http/create-server.ts";
import { createGatewayMetrics } from "./http/gateway-metrics.ts";
import { requireOwnHost } from "./http/own-hosts.ts";
import { openServices } from "./open-services.ts";
import { gatewayRoutes } from "./routes.ts";

export interface RunningGateway {
  url: string;
  /** Answers what is in hand, within 10 s, and refuses the rest. Close it before the engines. */
  close(): Promise<void>;
}

/** How long answers in hand may take to go out when the gateway stops. */
const answerTimeoutMs = 10_000;

/** An editor has one completion and some panels under way; a person may have several editors. */
const leastOfOne = 8;

/** The HTTP API for editors. Raises UsageError when it cannot listen where the settings say. */
export async function startGateway(parts: GatewayParts): Promise<RunningGateway> {
  const { settings, logger } = parts;
  const services = await openServices(parts);
  const { doorkeeper } = services;
  const closing = new AbortController();
  const places = settings.gatewayConcurrency;
  const admission = new Admission({
    places,
    maxWaiting: 2 * places,
    maxOfOne: Math.max(leastOfOne, Math.floor(places / 8)),
  });
  const metrics = createGatewayMetrics(parts.metrics, admission);
  const app = await createServer(
    {
      logger,
      doorkeeper,
      metrics,
      admission,
      requireOwnHost: requireOwnHost({
        host: settings.host,
        publicUrl: settings.identity.gatewayUrl,
      }),
      trustedProxies: settings.identity.trustedProxies,
      audit: services.audit,
      closing: closing.signal,
    },
    gatewayRoutes(services),
  );
  const close = async () => {
    await closeServer(app, closing);
    await services.close();
    metrics.remove();
  };
  const url = await listen(app, settings.host, settings.gatewayPort).catch(async (error) => {
    await close();
    throw error;
  });
  logger.info({ url }, "the gateway listens");
  return { url, close };
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    throw new UsageError(
      `Cannot listen on ${host}:${port}`,
      "Set GATEWAY_PORT (and HOST) to a free address of this machine.",
      { cause },
    );
  }
  const address = app.server.address();
  invariant(address !== null && typeof address === "object", "a listening server has an address");
  return `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`;
}

/** New requests get 503; those in hand end, and when they do not, they are ended. */
async function closeServer(app: FastifyInstance, closing: AbortController): Promise<void> {
  const late = setTimeout(() => {
    closing.abort(new DOMException("The gateway stops.", "TimeoutError"));
    app.server.closeAllConnections();
  }, answerTimeoutMs);
  try {
    await app.close();
  } finally {
    clearTimeout(late);
  }
}
