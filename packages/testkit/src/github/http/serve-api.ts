import type { IncomingMessage, ServerResponse } from "node:http";
import { authorize } from "../auth/authorize.ts";
import type { Fault } from "../faults.ts";
import type { JsonObject } from "../model.ts";
import { documentationUrl, requestProblems, responseProblems } from "../openapi/validator.ts";
import { secondaryLimit } from "../rate-limit.ts";
import { createsContent, type LoggedRequest } from "../request-log.ts";
import { handlers } from "../routes/index.ts";
import type { State } from "../state.ts";
import type { Actor, Call } from "./call.ts";
import { actOut } from "./faulty.ts";
import { parseBody, readBody } from "./read-body.ts";
import { errorReply, HttpError, type Reply } from "./reply.ts";
import { type Match, matchRoute } from "./route-table.ts";
import { sendReply } from "./send-reply.ts";

export const apiPrefix = "/api/v3";

interface Exchange {
  state: State;
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  fault: Fault | null;
  logged: LoggedRequest;
}

function violation(state: State, logged: LoggedRequest, problem: string): void {
  state.violations.push(`${logged.method} ${logged.path}: ${problem}`);
}

function matched({ state, logged, url }: Exchange): Match {
  const path = url.pathname.slice(apiPrefix.length);
  const match = matchRoute(logged.method, path);
  if (match === null) {
    violation(state, logged, "the fake does not serve this operation");
    throw new HttpError(404, "Not Found");
  }
  return match;
}

/** GitHub answers 422 for what its description forbids; here it also fails the test. */
function checkRequest(exchange: Exchange, match: Match, body: JsonObject | null): void {
  const { state, logged, url } = exchange;
  const { operation, params } = match;
  const problems = requestProblems(operation, { params, query: url.searchParams, body });
  for (const problem of problems) violation(state, logged, problem);
  if (problems.length > 0) {
    throw new HttpError(422, `Invalid request.\n\n${problems.join("\n")}`);
  }
}

function checkLimits({ state, logged }: Exchange, actor: Actor): void {
  state.rateLimit.spend(state, actor);
  if (!logged.createsContent) return;
  const content = state.requests.contentInMinute(logged.at, logged.installationId);
  if (content > state.limits.contentPerMinute) throw secondaryLimit(60);
}

async function answer(exchange: Exchange): Promise<{ reply: Reply; actor: Actor }> {
  const { state, request, response, url, fault, logged } = exchange;
  let actor: Actor = { kind: "anonymous" };
  const bytes = await readBody(request, state.limits.requestBytes);
  const match = matched(exchange);
  const { operation } = match;
  logged.operation = operation;
  logged.createsContent = createsContent(operation);
  try {
    const { method, path } = logged;
    state.events.record({ kind: "request", operation, method, path });
    await actOut(state, fault, "before", response);
    actor = authorize(state, operation, request.headers.authorization);
    logged.installationId = actor.kind === "installation" ? actor.installation.id : null;
    const body = parseBody(bytes);
    logged.body = body;
    checkRequest(exchange, match, body);
    checkLimits(exchange, actor);
    const call: Call = {
      state,
      operation,
      params: match.params,
      query: url.searchParams,
      body: body ?? {},
      accept: String(request.headers.accept ?? ""),
      url,
      actor,
    };
    const reply = await handlers[operation](call);
    await actOut(state, fault, "after", response);
    return { reply, actor };
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    return { reply: errorReply(error, documentationUrl(operation)), actor };
  }
}

/** Serves one request below `/api/v3`. Gives the status. */
export async function serveApi(
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
  context: { url: URL; fault: Fault | null; logged: LoggedRequest },
): Promise<number> {
  const exchange: Exchange = { state, request, response, ...context };
  const { reply, actor } = await answer(exchange).catch((error: unknown) => {
    if (!(error instanceof HttpError)) throw error;
    const nobody: Actor = { kind: "anonymous" };
    return { reply: errorReply(error, "https://docs.github.com/rest"), actor: nobody };
  });
  const { operation } = exchange.logged;
  const isRest = operation !== null && operation !== "git" && operation !== "graphql";
  if (isRest && !Buffer.isBuffer(reply.body)) {
    const problems = responseProblems(operation, reply.status, reply.body ?? null);
    for (const problem of problems) violation(state, exchange.logged, `answer: ${problem}`);
  }
  return sendReply(request, response, reply, state.rateLimit.headers(state, actor));
}
