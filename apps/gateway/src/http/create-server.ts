import { METHODS } from "node:http";
import type { AuditSummary } from "@devflow/audit";
import type { Logger } from "@devflow/logging";
import multipart from "@fastify/multipart";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import type { Admission } from "./admission.ts";
import { answerBrokenRequest } from "./answer-broken-request.ts";
import { answerError, errorBody } from "./answer-error.ts";
import { BodyRoom } from "./body-room.ts";
import type { Doorkeeper } from "./doorkeeper.ts";
import { connectionsOf } from "./end-connections.ts";
import { tellUntrustedProxies } from "./forwarding.ts";
import { GatewayError } from "./gateway-error.ts";
import type { GatewayMetrics } from "./gateway-metrics.ts";
import { letIn } from "./let-in.ts";
import { accessLog } from "./log-access.ts";
import { isLongBody, metered } from "./metered-body.ts";
import type { RequireOwnHost } from "./own-hosts.ts";
import { readBodies } from "./read-bodies.ts";
import { countRefusal } from "./refusals.ts";
import { newRequestId } from "./request-id.ts";
import { answerThenRead } from "./rest-of-body.ts";
import { mostBodyBytes, type Route } from "./route.ts";
import { runRoute } from "./run-route.ts";

export interface ServerParts {
  logger: Logger;
  doorkeeper: Doorkeeper;
  metrics: GatewayMetrics;
  admission: Admission;
  requireOwnHost: RequireOwnHost;
  /** Addresses and ranges whose `X-Forwarded-For` and `-Proto` are believed; default: nobody's. */
  trustedProxies?: readonly string[];
  /** Default: as large as docs/gateway.md says. */
  room?: BodyRoom;
  /** Where refused access is counted. */
  audit: Pick<AuditSummary, "count">;
  /** Aborted when requests that are still running have to end. */
  closing: AbortSignal;
}

/** For slow senders: the head, the whole request, and an idle connection that a client may use again. */
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 30_000;
/** How often that is looked after; Node's own 30 s would give them as much again. */
const slowCheckMs = 5_000;
/** An office has some hundreds; each costs about 30 kB. Beyond it new ones are closed at once. */
const maxConnections = 10_000;
/** Longer than the 60 s of common proxies, which otherwise send into a connection that we close. */
const keepAliveTimeoutMs = 72_000;

/** The HTTP server with all routes, not listening yet. Whatever goes wrong is answered in one shape. */
export async function createServer(
  parts: ServerParts,
  routes: readonly Route[],
): Promise<FastifyInstance> {
  const loggerInstance: FastifyBaseLogger = parts.logger;
  const { trustedProxies = [] } = parts;
  const app = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: newRequestId,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    requestIdHeader: false,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    http: { headersTimeout: headersTimeoutMs, connectionsCheckingInterval: slowCheckMs },
    forceCloseConnections: "idle",
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: sendError,
  });
  for (const method of METHODS) {
    if (!app.supportedMethods.includes(method) && method !== "CONNECT") app.addHttpMethod(method);
  }
  app.server.maxConnections = maxConnections;
  app.decorateRequest("caller", null);
  readBodies(app);
  await app.register(multipart);
  app.setErrorHandler((error, request, reply) => {
    countRefusal(parts.audit, error, request);
    sendError(error, request, reply);
  });
  const room = parts.room ?? new BodyRoom();
  const tellUntrusted = tellUntrustedProxies(parts.logger);
  app.addHook("onRequest", async (request, reply) => {
    tellUntrusted(request);
    reply.header("x-request-id", request.id);
    reply.header("x-content-type-options", "nosniff");
    parts.requireOwnHost(request.headers.host);
    requireRoute(request);
    requirePlainBody(request);
  });
  app.addHook("onSend", async (request, reply, payload) => {
    if (request.raw.complete) return payload;
    // A body that was not read to its end would be taken for the next request.
    reply.header("connection", "close");
    if (typeof payload !== "string" || payload === "") return payload;
    room.leave(request.raw);
    reply.header("content-length", Buffer.byteLength(payload));
    return answerThenRead(payload, request.raw);
  });
  const logAccess = accessLog(parts.logger);
  app.addHook("onResponse", async (request, reply) => {
    parts.metrics.countRequest(request, reply);
    logAccess(request, reply);
  });
  const connections = connectionsOf(app.server);
  app.addHook("preClose", async () => connections.endWhatIsNotAnswered());
  for (const route of routes) addRoute(app, parts, room, route);
  refuseOtherMethods(app, routes);
  return app;
}

/** Before a body is read: whatever is sent to nowhere is not looked at. */
function requireRoute({ is404 }: FastifyRequest): void {
  if (!is404) return;
  throw new GatewayError(404, "There is nothing at this path; see /openapi.json.", {
    code: "no_such_route",
  });
}

/** Bodies come as they are: what is small when it comes and large when it is unpacked has no bound. */
function requirePlainBody({ headers }: FastifyRequest): void {
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding.trim().toLowerCase() === "identity") return;
  throw new GatewayError(415, "Bodies are taken without Content-Encoding only.", {
    code: "unsupported_content_encoding",
  });
}

function addRoute(app: FastifyInstance, parts: ServerParts, room: BodyRoom, route: Route): void {
  const withRoom = { ...parts, room };
  app.route({
    method: route.method,
    url: route.path,
    bodyLimit: mostBodyBytes(route),
    config: { bodyType: route.body && (route.bodyType ?? "json") },
    async onRequest(request, reply) {
      await letIn(parts.doorkeeper, route, request);
      room.admit(route, request, reply);
    },
    preParsing: (request, _reply, payload, done) => {
      done(null, isLongBody(request) ? metered(room, request.raw, payload) : payload);
    },
    handler: (request, reply) => runRoute(withRoom, route, request, reply),
  });
}

/** 405 with `Allow` for a path that exists and a method that it has not. */
function refuseOtherMethods(app: FastifyInstance, routes: readonly Route[]): void {
  for (const [path, sharing] of Map.groupBy(routes, (route) => route.path)) {
    const allowed = new Set<string>(sharing.map(({ method }) => method));
    if (allowed.has("GET")) allowed.add("HEAD");
    const allow = [...allowed].join(", ");
    app.route({
      method: app.supportedMethods.filter((method) => !allowed.has(method)),
      url: path,
      // Before a body is looked at, whatever the method.
      onRequest: async () => {
        throw new GatewayError(405, `This path answers ${allow}.`, {
          code: "method_not_allowed",
          headers: { allow },
        });
      },
      handler: () => {},
    });
  }
}

function sendError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const answer = answerError(thrown) ?? {
    status: 500,
    headers: {},
    body: errorBody(
      "Something went wrong here; the log has the details.",
      "server_error",
      "internal_error",
    ),
  };
  // What is not configured is no failure: the access log has it. Nor is an editor that stops waiting.
  const isGone = reply.raw.closed && !reply.raw.writableFinished;
  if (isGone) request.log.debug("who asked has gone");
  else if (answer.status >= 500 && answer.status !== 501) {
    request.log.error({ err: thrown }, "a request failed");
  }
  if (answer.status === 401) reply.header("www-authenticate", 'Bearer realm="DevFlow"');
  reply.code(answer.status).headers(answer.headers).send(answer.body);
}
