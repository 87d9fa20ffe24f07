import { readFileSync } from "node:fs";
import { buildSchema, GraphQLError, type GraphQLSchema } from "graphql";
import { commentsOf, setResolved, threadNodeId, threadsOf } from "../actions/threads.ts";
import { visibleRepository, writableRepository } from "../auth/authorize.ts";
import { includesLevel, noAccess } from "../auth/permissions.ts";
import type { Actor } from "../http/call.ts";
import { HttpError } from "../http/reply.ts";
import type { Pull, Repository, ReviewComment, ReviewThread, User } from "../model.ts";
import { allPulls, botUser, nodeId, type State } from "../state.ts";
import { connection, type PageArguments } from "./connection.ts";

const file = new URL("../../generated/github.graphql", import.meta.url);

/** GitHub's own schema, as far as it is served. */
export const schema: GraphQLSchema = buildSchema(readFileSync(file, "utf8"));

export interface Caller {
  state: State;
  actor: Actor;
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

function repositoryNode(repository: Repository, { actor }: Caller) {
  return {
    id: nodeId("R", repository.id),
    name: repository.name,
    pullRequest({ number }: { number: number }) {
      require(actor, "pull_requests", "read");
      const pull = repository.pulls.get(number);
      const missing = `Could not resolve to a PullRequest with the number of ${number}.`;
      if (pull === undefined) throw new TypedError("NOT_FOUND", missing);
      return {
        id: nodeId("PR", pull.id),
        number,
        reviewThreads: (page: PageArguments) =>
          connection(
            page,
            threadsOf(pull).map((thread) => threadNode(pull, thread)),
          ),
      };
    },
  };
}

function threadNode(pull: Pull, thread: ReviewThread) {
  const comments = commentsOf(pull, thread);
  const [first] = comments;
  return {
    id: threadNodeId(thread),
    path: first?.path ?? "",
    line: first?.line ?? null,
    startLine: first?.startLine ?? null,
    isOutdated: (first?.line ?? null) === null,
    isResolved: thread.resolvedBy !== null,
    resolvedBy: thread.resolvedBy === null ? null : { login: loginOf(thread.resolvedBy) },
    comments: (page: PageArguments) =>
      connection(
        page,
        comments.map((comment) => commentNode(comment)),
      ),
  };
}

function commentNode(comment: ReviewComment) {
  const { author } = comment;
  return {
    id: nodeId("PRRC", comment.id),
    databaseId: comment.id,
    body: comment.body,
    path: comment.path,
    author: { __typename: author.type === "Bot" ? "Bot" : "User", login: loginOf(author) },
  };
}

/** GraphQL gives the login of an App without `[bot]`. */
function loginOf(user: User): string {
  return user.login.replace(/\[bot\]$/, "");
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
