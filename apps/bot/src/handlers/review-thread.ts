import { ignored, processed } from "../relay/outcome.ts";
import { adoptThread } from "../work/adopt-thread.ts";
import { enqueueOutcomes } from "../work/enqueue-outcomes.ts";
import { enqueueRefresh } from "../work/enqueue-refresh.ts";
import { type Handler, rememberFromEvent } from "./handler.ts";
import { reviewThreadEvent } from "./payloads.ts";

/** Somebody resolved a conversation or opened it again. What it is now is asked for, not believed. */
export const onReviewThread: Handler = async (context, payload) => {
  const event = reviewThreadEvent.parse(payload);
  const { installation, repository, pull_request, thread, sender } = event;
  const repositoryId = await rememberFromEvent(context, event);
  const pull = { repositoryId, number: pull_request.number };
  if (sender.type !== "Bot") await enqueueOutcomes(context.database, context.queues, pull);
  const github = context.client.forInstallation(installation.id);
  const where = { owner: repository.owner.login, name: repository.name };
  const threads = await github.listThreads(where, pull_request.number);
  const found = threads.find(({ id }) => id === thread.node_id);
  if (found === undefined) return ignored("the thread is gone");
  const login = found.resolvedBy?.login ?? sender.login;
  const permission = found.isResolved ? await github.permissionOf(where, login) : "none";
  const mayResolve = permission === "write" || permission === "admin";
  if (!(await adoptThread(context.database, found, { login, mayResolve }))) {
    return ignored("no remark of ours, or nothing new");
  }
  await enqueueRefresh(context.database, context.queues, pull);
  return processed("took over what a person decided");
};
