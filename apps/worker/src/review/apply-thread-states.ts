import { ExternalError } from "@devflow/errors";
import type { InstallationClient, RepositoryRef, ReviewThread } from "@devflow/github";
import {
  type RemarkState,
  renderFixedComment,
  renderOpenComment,
  renderPartlyDoneComment,
  renderSwitchedOffComment,
} from "@devflow/review";
import type { WorkerContext } from "../context.ts";
import {
  adoptThread,
  loadRemarkThreads,
  type RemarkThread,
  recordThread,
} from "../store/thread-rows.ts";
import { decideThread, type ThreadDecision } from "./decide-thread.ts";
import { resolverPermissions } from "./may-resolve.ts";

export interface PullOfThreads {
  repositoryId: number;
  repository: RepositoryRef;
  pullNumber: number;
}

type Context = Pick<WorkerContext, "database" | "logger">;

/**
 * Properties wanted: a thread is resolved exactly while nothing that its comment names stands; a person's click
 * is never undone, and settles a remark only where that person may write; nothing depends on the order of events or on a run that came through.
 * Design: states are compared, see decide-thread.ts. A remark that a commit fixed says so itself:
 * its comment is edited (nobody is notified), then the thread is resolved, then the row knows. A run
 * that dies in between finds what is left to do by the same comparison.
 * GitHub lets an App resolve only where it may write contents, which an installation need not give:
 * then the comment still names the commit, and the thread stays for people to resolve. So what a
 * comment says is compared by itself, with all of ours read in one list.
 * Race accepted: a person clicks between our reading and our writing; theirs counts at the next look.
 */
export async function applyThreadStates(
  context: Context,
  github: InstallationClient,
  pull: PullOfThreads,
): Promise<void> {
  let mayResolve = true;
  const known = await threadsOfRemarks(context, github, pull);
  if (known.length === 0) return;
  const comments = await github.listOwnComments(pull.repository, pull.pullNumber);
  const bodies = new Map(comments.map(({ id, body }) => [id, body]));
  const may = resolverPermissions(github, pull.repository);
  for (const { remark, thread } of known) {
    const decision = await adoptOrDecide(context, remark, thread, may);
    await tellInComment(github, pull, after(remark, decision), bodies.get(remark.commentId));
    if (!mayResolve || (decision !== "resolve" && decision !== "unresolve")) continue;
    mayResolve = await change(context, github, remark, thread, decision);
  }
}

const stateAfter: Partial<Record<ThreadDecision, RemarkState>> = {
  adopt_open: "open",
  adopt_resolved: "resolved",
};

function after(remark: RemarkThread, decision: ThreadDecision): RemarkThread {
  const state = stateAfter[decision];
  if (state === undefined) return remark;
  return { ...remark, state, places: remark.places.map((place) => ({ ...place, state })) };
}

/** Only what people did on GitHub since: before a review reads what stands. Writes nothing there. */
export async function adoptThreadStates(
  context: Context,
  github: InstallationClient,
  pull: PullOfThreads,
): Promise<void> {
  const may = resolverPermissions(github, pull.repository);
  for (const { remark, thread } of await threadsOfRemarks(context, github, pull)) {
    await adoptOrDecide(context, remark, thread, may);
  }
}

async function threadsOfRemarks(
  { database }: Context,
  github: InstallationClient,
  pull: PullOfThreads,
): Promise<{ remark: RemarkThread; thread: ReviewThread }[]> {
  const remarks = await loadRemarkThreads(database, pull);
  if (remarks.length === 0) return [];
  const threads = await github.listThreads(pull.repository, pull.pullNumber);
  const byComment = new Map(threads.map((thread) => [thread.firstCommentId, thread]));
  const byId = new Map(threads.map((thread) => [thread.id, thread]));
  return remarks.flatMap((remark) => {
    const thread = byComment.get(remark.commentId) ?? byId.get(remark.threadId ?? "");
    return thread === undefined ? [] : [{ remark, thread }];
  });
}

async function adoptOrDecide(
  { database }: Context,
  remark: RemarkThread,
  thread: ReviewThread,
  may: ReturnType<typeof resolverPermissions>,
): Promise<ThreadDecision> {
  const { isResolved, resolvedBy } = thread;
  const decision = decideThread({
    state: remark.state,
    wasResolved: remark.wasResolved,
    isResolved,
    resolvedBySelf: resolvedBy?.isSelf === true,
    isRecovered: remark.isRecovered && remark.threadId === null,
  });
  if (decision === "resolve" || decision === "unresolve") return decision;
  if (decision === "adopt_resolved" || decision === "adopt_open") {
    const mayResolve = !isResolved || (await may(resolvedBy));
    const actor = resolvedBy?.login ?? null;
    await adoptThread(database, remark, { ...thread, actor, mayResolve });
  } else if (decision === "record" || remark.threadId === null) {
    await recordThread(database, remark, thread);
  }
  return decision;
}

/** Gives whether GitHub lets us resolve threads at all. */
async function change(
  { database, logger }: Context,
  github: InstallationClient,
  remark: RemarkThread,
  thread: ReviewThread,
  decision: "resolve" | "unresolve",
): Promise<boolean> {
  try {
    if (decision === "resolve") await github.resolveThread(thread.id);
    else await github.unresolveThread(thread.id);
  } catch (error) {
    if (!(error instanceof ExternalError) || error.retryable) throw error;
    if (error.code === "gone") return true;
    logger.warn({ err: error, remarkId: remark.id }, "GitHub refuses to change a thread");
    return error.code !== "forbidden";
  }
  await recordThread(database, remark, { id: thread.id, isResolved: decision === "resolve" });
  return true;
}

/** The remark's own comment says why it is closed, and no longer when it stands again. */
async function tellInComment(
  github: InstallationClient,
  pull: PullOfThreads,
  remark: RemarkThread,
  said: string | undefined,
): Promise<void> {
  if (said === undefined) return;
  const body = bodyOf(remark, said);
  if (body === said) return;
  const ref = { kind: "review_comment", commentId: remark.commentId } as const;
  try {
    await github.editComment(pull.repository, ref, body);
  } catch (error) {
    // Somebody deleted it since.
    if (!(error instanceof ExternalError) || error.code !== "gone") throw error;
  }
}

function bodyOf({ state, sha, isSwitchedOff, places }: RemarkThread, said: string): string {
  if (state === "fixed" && sha !== null) return renderFixedComment(said, sha);
  const left = places.filter((place) => place.state === "open").map(({ line }) => line);
  if (state === "open" && left.length < places.length) {
    return renderPartlyDoneComment(said, { of: places.length, left });
  }
  return state === "resolved" && isSwitchedOff
    ? renderSwitchedOffComment(said)
    : renderOpenComment(said);
}
