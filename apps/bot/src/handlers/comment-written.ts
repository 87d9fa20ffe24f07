import { readCommand } from "@devflow/commands";
import type { CommentKind } from "@devflow/github";
import type { z } from "zod";
import { ignored, type Outcome, processed } from "../relay/outcome.ts";
import { enqueueOutcomesOfThread } from "../work/enqueue-outcomes.ts";
import { wantCommand, withdrawCommand } from "../work/want-command.ts";
import { type Handler, type HandlerContext, rememberFromEvent } from "./handler.ts";
import { issueCommentEvent, type RepositoryPayload, reviewCommentEvent } from "./payloads.ts";

interface Account {
  login: string;
  type: string;
}

interface WrittenComment {
  event: { action: string; installation: { id: number }; repository: RepositoryPayload };
  kind: CommentKind;
  pullNumber: number;
  sender: Account;
  comment: { id: number; body?: string | null | undefined; user: Account; updated_at: Date };
}

/** A comment under a pull request. */
export const onIssueComment: Handler = async (context, payload) => {
  const event = issueCommentEvent.parse(payload);
  if (event.issue.pull_request == null) return ignored("a comment on an issue");
  const { sender, comment } = event;
  const pullNumber = event.issue.number;
  return await takeCommand(context, { event, kind: "issue_comment", pullNumber, sender, comment });
};

/** A comment on a line of the diff: a command, or an answer to one of ours. */
export const onReviewComment: Handler = async (context, payload) => {
  const event = reviewCommentEvent.parse(payload);
  const { sender, comment } = event;
  const pullNumber = event.pull_request.number;
  const written = { event, kind: "review_comment", pullNumber, sender, comment } as const;
  const taken = await takeCommand(context, written);
  const isAnswer = await isInOurThread(context, event);
  return isAnswer && taken.state === "ignored" ? processed("an answer to a finding") : taken;
};

/** An answer, or a comment of ours, is gone. */
export const onReviewCommentDeleted: Handler = async (context, payload) => {
  const isOurs = await isInOurThread(context, reviewCommentEvent.parse(payload));
  return isOurs ? processed("a comment in a thread of ours is gone") : ignored("no thread of ours");
};

async function isInOurThread(
  context: HandlerContext,
  event: z.output<typeof reviewCommentEvent>,
): Promise<boolean> {
  const { sender, comment, pull_request } = event;
  // What we write ourselves is no answer.
  if (sender.type === "Bot") return false;
  const repositoryId = await rememberFromEvent(context, event);
  const pull = { repositoryId, number: pull_request.number };
  const ids = [comment.id, comment.in_reply_to_id ?? comment.id];
  return await enqueueOutcomesOfThread(context.database, context.queues, pull, ids);
}

/**
 * Bots, ourselves among them, give no commands: two of them could talk to each other for ever. Who
 * edits another's comment gives none either: it would count as the word of its author, who may be
 * allowed more.
 */
async function takeCommand(context: HandlerContext, written: WrittenComment): Promise<Outcome> {
  const { comment, event, sender } = written;
  if (comment.user.type === "Bot" || sender.type === "Bot") return ignored("the author is a bot");
  const isEdited = event.action === "edited";
  if (isEdited && sender.login !== comment.user.login) return ignored("edited by somebody else");
  const { slug } = await context.client.identity();
  const command = readCommand(comment.body ?? "", slug);
  const where = { commentKind: written.kind, commentId: comment.id, writtenAt: comment.updated_at };
  if (command === null) {
    if (isEdited && (await withdrawCommand(context.database, where))) {
      return processed("the command was taken back");
    }
    return ignored("no slash-command");
  }
  const commandId = await wantCommand(context.database, context.queues, {
    ...command,
    ...where,
    repositoryId: await rememberFromEvent(context, event),
    pullNumber: written.pullNumber,
    author: comment.user.login,
  });
  return commandId === null
    ? ignored("the comment was answered before")
    : processed(`queued command ${commandId}`);
}
