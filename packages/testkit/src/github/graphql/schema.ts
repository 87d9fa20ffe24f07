import { readFileSync } from "node:fs";
import { buildSchema, GraphQLError, type GraphQLSchema } from "graphql";
import { setResolved, threadNodeId, threadsOf } from "../actions/threads.ts";
import { visibleRepository, writableRepository } from "../auth/authorize.ts";
import { includesLevel, noAccess } from "../auth/permissions.ts";
import type { Actor } from "../http/call.ts";
import { HttpError } from "../http/reply.ts";
import type { Pull, Repository, ReviewThread } from "../model.ts";
import { allPulls, botUser, nodeId, type State } from "../state.ts";
import { connection, type PageArguments } from "./connection.ts";
import { objectNode, pullNode, pullState, threadNode } from "./nodes.ts";
import type { QueryCost } from "./query-cost.ts";

const file = new URL("../../generated/github.graphql", import.meta.url);

/** GitHub's own schema, as far as it is served. */
export const schema: GraphQLSchema = buildSchema(readFileSync(file, "utf8"));

export interface Caller {
  state: State;
  actor: Actor;
  cost: QueryCost;
}

/** An error in the shape of GitHub's: `type` beside the message. */
export class TypedError extends GraphQLError {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** What the root fields give; every object's fields are plain values or functions of arguments. */
export const root = {
  repository(asked: { owner: string; name: string }, caller: Caller) {
    const repository = translated(
      () => visibleRepository(caller.state, caller.actor, asked.owner, asked.name),
      `Could not resolve to a Repository with the name '${asked.owner}/${asked.name}'.`,
    );
    return repositoryNode(repository, caller);
  },
  /** Of the nodes that may be asked for by their id, threads only. */
  node({ id }: { id: string }, { state, actor }: Caller) {
    const found = findThread(state, id);
    const missing = `Could not resolve to a node with the global id of '${id}'`;
    if (found === null) throw new TypedError("NOT_FOUND", missing);
    const { owner, name } = found.pull.repository;
    translated(() => visibleRepository(state, actor, owner.login, name), missing);
    require(actor, "pull_requests", "read");
    return threadNode(found.pull, found.thread);
  },
  rateLimit(_: unknown, { state, actor, cost }: Caller) {
    const installationId = actor.kind === "installation" ? actor.installation.id : null;
    return { ...state.graphqlLimit.left(state, installationId), ...cost };
  },
  resolveReviewThread: (mutation: ThreadMutation, caller: Caller) => change(mutation, caller, true),
  unresolveReviewThread: (mutation: ThreadMutation, caller: Caller) =>
    change(mutation, caller, false),
};

interface ThreadMutation {
  input: { threadId: string; clientMutationId?: string | null };
}

function change({ input }: ThreadMutation, { state, actor }: Caller, isResolved: boolean) {
  const found = findThread(state, input.threadId);
  const missing = `Could not resolve to a node with the global id of '${input.threadId}'`;
  if (found === null) throw new TypedError("NOT_FOUND", missing);
  const { pull, thread } = found;
  const { owner, name } = pull.repository;
  translated(() => writableRepository(state, actor, owner.login, name), missing);
  require(actor, "pull_requests", "write");
  if (state.mayNotResolve) throw new TypedError("FORBIDDEN", noAccess);
  setResolved(state, pull, thread, { isResolved, by: botUser(state) });
  return {
    clientMutationId: input.clientMutationId ?? null,
    thread: threadNode(pull, thread),
  };
}

function findThread(state: State, id: string): { pull: Pull; thread: ReviewThread } | null {
  for (const pull of allPulls(state)) {
    const thread = threadsOf(pull).find((each) => threadNodeId(each) === id);
    if (thread !== undefined) return { pull, thread };
  }
  return null;
}

interface PullsWanted extends PageArguments {
  states?: string[] | null;
  orderBy?: { field: string; direction: string } | null;
}

function repositoryNode(repository: Repository, { actor }: Caller) {
  return {
    id: nodeId("R", repository.id),
    name: repository.name,
    object({ expression, oid }: { expression?: string | null; oid?: string | null }) {
      require(actor, "contents", "read");
      return objectNode(repository, oid ?? expression ?? "");
    },
    pullRequest({ number }: { number: number }) {
      require(actor, "pull_requests", "read");
      const pull = repository.pulls.get(number);
      const missing = `Could not resolve to a PullRequest with the number of ${number}.`;
      if (pull === undefined) throw new TypedError("NOT_FOUND", missing);
      return pullNode(pull);
    },
    pullRequests(wanted: PullsWanted) {
      require(actor, "pull_requests", "read");
      const found = pullsInOrder(repository, wanted);
      const page = connection(wanted, found);
      return { ...page, nodes: page.nodes.map(pullNode) };
    },
  };
}

function pullsInOrder(repository: Repository, { states, orderBy }: PullsWanted): Pull[] {
  const timeOf = (pull: Pull) =>
    orderBy?.field === "UPDATED_AT" ? pull.updatedAt : pull.createdAt;
  const found = [...repository.pulls.values()]
    .filter((pull) => states == null || states.includes(pullState(pull)))
    .sort((a, b) => timeOf(a).localeCompare(timeOf(b)) || a.number - b.number);
  return orderBy?.direction === "DESC" ? found.reverse() : found;
}

function require(actor: Actor, permission: string, level: string): void {
  const isHeld =
    actor.kind === "installation" && includesLevel(actor.permissions[permission], level);
  if (!isHeld) throw new TypedError("FORBIDDEN", noAccess);
}

/** REST's refusals in GraphQL's words. */
function translated<T>(ask: () => T, missing: string): T {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    if (error.status === 404) throw new TypedError("NOT_FOUND", missing);
    throw new TypedError("FORBIDDEN", error.message);
  }
}
