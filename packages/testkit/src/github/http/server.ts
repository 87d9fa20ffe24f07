import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { authorize, visibleRepository } from "../auth/authorize.ts";
import { gitPath, serveGit } from "../git/http-backend.ts";
import { graphqlPath, serveGraphql } from "../graphql/serve-graphql.ts";
import type { LoggedRequest } from "../request-log.ts";
import { isSignInPath, serveSignIn } from "../sign-in/serve-sign-in.ts";
import type { State } from "../state.ts";
import { actOut, ConnectionCut } from "./faulty.ts";
import { HttpError } from "./reply.ts";
import { apiPrefix, serveApi } from "./serve-api.ts";

/** git asks without credentials first and sends them when challenged. */
async function serveFetch(
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<number> {
  const [, owner = "", name = "", service = ""] = gitPath.exec(url.pathname) ?? [];
  try {
    const actor = authorize(state, "git", request.headers.authorization);
    const { gitDirectory } = visibleRepository(state, actor, owner, name);
    const query = url.search.slice(1);
    return await serveGit(request, response, { gitDirectory, service, query });
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    response.writeHead(error.status, { "www-authenticate": 'Basic realm="GitHub"' });
    response.end(error.message);
    return error.status;
  }
}

async function serve(
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
  logged: LoggedRequest,
): Promise<number> {
  const url = new URL(request.url ?? "/", state.url);
  const isApi = url.pathname.startsWith(`${apiPrefix}/`);
  const isGraphql = url.pathname === graphqlPath;
  const below = isApi ? apiPrefix : isGraphql ? "/api" : "";
  const path = url.pathname.slice(below.length);
  logged.path = `${path}${url.search}`;
  const fault = state.faults.take(logged.method, path);
  if (isSignInPath(url.pathname)) return serveSignIn(state, request, response, url);
  if (isGraphql) return serveGraphql({ state, request, response, fault, logged });
  if (isApi) return serveApi(state, request, response, { url, fault, logged });
  if (!gitPath.test(url.pathname)) {
    state.violations.push(`${logged.method} ${logged.path}: neither the API nor git`);
    response.writeHead(404).end();
    return 404;
  }
  logged.operation = "git";
  state.events.record({ kind: "request", operation: "git", method: logged.method, path });
  try {
    await actOut(state, fault, "before", response);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    response.writeHead(error.status).end(error.message);
    return error.status;
  }
  return serveFetch(state, request, response, url);
}

/** A bug of the fake is a violation too: the test must not take a 500 for GitHub's. */
function failed(state: State, response: ServerResponse, logged: LoggedRequest, error: unknown) {
  if (error instanceof ConnectionCut || response.destroyed) return 0;
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  state.violations.push(`${logged.method} ${logged.path}: the fake failed: ${words}`);
  if (!response.headersSent) response.writeHead(500);
  response.end();
  return 500;
}

/** The HTTP server over the state: `/api/v3` is the API, the rest is git. */
export function createFakeServer(state: State): Server {
  return createServer(async (request, response) => {
    const logged: LoggedRequest = {
      at: state.now().getTime(),
      method: request.method ?? "GET",
      path: request.url ?? "/",
      operation: null,
      installationId: null,
      body: null,
      status: null,
      createsContent: false,
    };
    state.requests.all.push(logged);
    const status = await serve(state, request, response, logged).catch((error: unknown) =>
      failed(state, response, logged, error),
    );
    logged.status = status;
    const { operation, method, path } = logged;
    state.events.record({ kind: "response", operation, method, path, status });
  });
}
