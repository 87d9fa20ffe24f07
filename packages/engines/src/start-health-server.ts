import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { coerceError, ExternalError, UsageError } from "@devflow/errors";
import type { Logger } from "@devflow/logging";
import { answerHealth, type HealthAnswer, type HealthSource } from "./answer-health.ts";

export interface HealthServerOptions extends HealthSource {
  host: string;
  /** 0 takes a free one. */
  port: number;
  logger: Logger;
}

export interface HealthServer {
  port: number;
  close(): Promise<void>;
}

/** Probes are small and few: anything slower or larger is not one. */
const requestTimeoutMs = 5_000;
const maxHeaderBytes = 8 * 1024;
const maxConnections = 50;

/** Serves the health paths, for apps without an HTTP server of their own. */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const server = createServer(
    {
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      maxHeaderSize: maxHeaderBytes,
    },
    (request, response) => void respond(request, response, options),
  );
  server.maxConnections = maxConnections;
  server.listen(options.port, options.host);
  await once(server, "listening").catch((thrown) => {
    throw portError(options, coerceError(thrown));
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  options: HealthServerOptions,
): Promise<void> {
  const answer = await answerRequest(request, options);
  response.writeHead(answer.status, { "content-type": answer.contentType });
  response.end(request.method === "HEAD" ? undefined : answer.body);
}

async function answerRequest(
  request: IncomingMessage,
  options: HealthServerOptions,
): Promise<HealthAnswer> {
  const plain = { contentType: "text/plain; charset=utf-8" };
  if (request.method !== "GET" && request.method !== "HEAD") {
    return { ...plain, status: 405, body: "only GET\n" };
  }
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  try {
    return (await answerHealth(path, options)) ?? { ...plain, status: 404, body: "not found\n" };
  } catch (thrown) {
    options.logger.error({ error: coerceError(thrown), path }, "health request failed");
    return { ...plain, status: 500, body: "failed\n" };
  }
}

function portError(options: HealthServerOptions, error: Error): Error {
  const { host, port } = options;
  if ("code" in error && error.code === "EADDRINUSE") {
    const next = "Stop the process that uses it, or choose another port in the settings.";
    return new UsageError(`port ${port} on ${host} is in use`, next, { cause: error });
  }
  return new ExternalError(`cannot listen on ${host}:${port}: ${error.message}`, {
    service: "filesystem",
    retryable: false,
    cause: error,
  });
}
