import type { IncomingMessage, ServerResponse } from "node:http";
import { execute, type GraphQLError, parse, validate } from "graphql";
import { authorize } from "../auth/authorize.ts";
import type { Fault } from "../faults.ts";
import { object, text } from "../http/call.ts";
import { actOut } from "../http/faulty.ts";
import { parseBody, readBody } from "../http/read-body.ts";
import { errorReply, HttpError, ok, type Reply } from "../http/reply.ts";
import { sendReply } from "../http/send-reply.ts";
import type { Json, JsonObject } from "../model.ts";
import type { LoggedRequest } from "../request-log.ts";
import type { State } from "../state.ts";
import { mostNodes, queryCost } from "./query-cost.ts";
import { root, schema, TypedError } from "./schema.ts";

/** Where GitHub Enterprise Server serves it: beside `/api/v3`. */
export const graphqlPath = "/api/graphql";

interface Exchange {
  state: State;
  request: IncomingMessage;
  response: ServerResponse;
  fault: Fault | null;
  logged: LoggedRequest;
}

/** Serves one GraphQL request. A query that GitHub's schema does not allow fails the test. */
export async function serveGraphql(exchange: Exchange): Promise<number> {
  const { state, request, response, logged } = exchange;
  const { method, path } = logged;
  logged.operation = "graphql";
  state.events.record({ kind: "request", operation: "graphql", method, path });
  const reply = await answer(exchange).catch((error: unknown) => {
    if (!(error instanceof HttpError)) throw error;
    return errorReply(error, "https://docs.github.com/graphql");
  });
  const headers = state.graphqlLimit.headers(state, exchange.logged.installationId);
  return sendReply(request, response, reply, headers);
}

async function answer({ state, request, response, fault, logged }: Exchange): Promise<Reply> {
  if (logged.method !== "POST") throw new HttpError(404, "Not Found");
  const bytes = await readBody(request, state.limits.requestBytes);
  await actOut(state, fault, "before", response);
  const actor = authorize(state, "graphql", request.headers.authorization);
  logged.installationId = actor.kind === "installation" ? actor.installation.id : null;
  const body = parseBody(bytes) ?? {};
  logged.body = body;
  const document = documentOf(state, logged, text(body.query) ?? "");
  if (Array.isArray(document)) return ok({ errors: document });
  const variables = object(body.variables) ?? {};
  const cost = queryCost(document, variables);
  if (!state.graphqlLimit.spend(state, logged.installationId, cost.cost)) {
    return ok({ errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded." }] });
  }
  if (cost.nodeCount > mostNodes) {
    const message = `This query requests up to ${cost.nodeCount} possible nodes which exceeds the maximum limit of ${mostNodes}.`;
    return ok({ errors: [{ type: "MAX_NODE_LIMIT_EXCEEDED", message }] });
  }
  const result = await execute({
    schema,
    document,
    rootValue: root,
    contextValue: { state, actor, cost },
    variableValues: variables,
  });
  await actOut(state, fault, "after", response);
  const errors = (result.errors ?? []).map(shown);
  const data = JSON.parse(JSON.stringify(result.data ?? null)) as Json;
  return ok(errors.length === 0 ? { data } : { data, errors });
}

/** The parsed query, or GitHub's complaints about it. */
function documentOf(state: State, logged: LoggedRequest, query: string) {
  const complain = (errors: readonly GraphQLError[]): JsonObject[] => {
    for (const error of errors) state.violations.push(`${logged.path}: ${error.message}`);
    return errors.map(shown);
  };
  try {
    const document = parse(query);
    const problems = validate(schema, document);
    return problems.length === 0 ? document : complain(problems);
  } catch (error) {
    return complain([error as GraphQLError]);
  }
}

function shown(error: GraphQLError): JsonObject {
  const original = error.originalError ?? error;
  return {
    message: error.message,
    ...(original instanceof TypedError ? { type: original.type } : {}),
    ...(error.path === undefined ? {} : { path: error.path.map(String) }),
  };
}
