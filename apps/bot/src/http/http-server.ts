import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { coerceError, UsageError } from "@devflow/errors";
import type { Logger } from "@devflow/logging";
import { type HttpAnswer, textAnswer } from "./http-answer.ts";

export interface HttpServerOptions {
  host: string;
  port: number;
  logger: Logger;
  answer(request: IncomingMessage): Promise<HttpAnswer>;
}

export interface HttpServer {
  /** `http://host:port`, with the port that was really taken. */
  url: string;
  /** Refuses new requests and ends when the last answer is out, after `timeoutMs` in any case. */
  close(timeoutMs: number): Promise<void>;
}

/** GitHub needs far less; slower senders hold a connection for no good. */
const requestTimeoutMs = 30_000;
const headersTimeoutMs = 10_000;
const maxConnections = 1_000;

/** node:http with limits, one function that answers, and nothing that can take it down. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = createServer((request, response) => void respond(options, request, response));
  server.requestTimeout = requestTimeoutMs;
  server.headersTimeout = headersTimeoutMs;
  server.maxConnections = maxConnections;
  const { port } = await listen(server, options.host, options.port);
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  return { url: `http://${host}:${port}`, close: (timeoutMs) => closeServer(server, timeoutMs) };
}

async function respond(
  options: HttpServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = await options.answer(request).catch((thrown: unknown) => {
    options.logger.error({ err: coerceError(thrown) }, "a request failed");
    return textAnswer(500, "Something went wrong here; the log has the details.");
  });
  const headers: Record<string, string> = { "content-type": answer.type, ...answer.headers };
  // A body that was not read to its end would be taken for the next request.
  if (!request.complete) headers.connection = "close";
  response.writeHead(answer.status, headers).end(request.method === "HEAD" ? "" : answer.body);
  // What is still coming is thrown away, so that the sender reads our answer instead of a reset.
  request.resume();
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      reject(
        new UsageError(
          `Cannot listen on ${host}:${port}`,
          "Set PORT (and HOST) to a free address of this machine.",
          { cause },
        ),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      if (address !== null && typeof address === "object") resolve(address);
      else reject(new Error("the server has no address"));
    });
  });
}

async function closeServer(server: Server, timeoutMs: number): Promise<void> {
  const timer = setTimeout(() => server.closeAllConnections(), timeoutMs);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(timer);
}
