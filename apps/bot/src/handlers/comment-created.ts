import type { CommentKind } from "@devflow/github";
import { ignored, type Outcome, processed } from "../relay/outcome.ts";
import { readSlashCommand } from "../work/read-slash-command.ts";
import { wantCommand } from "../work/want-command.ts";
import { type Handler, type HandlerContext, rememberFromEvent } from "./handler.ts";
import { issueCommentEvent, type RepositoryPayload, reviewCommentEvent } from "./payloads.ts";

interface WrittenComment {
  event: { installation: { id: number }; repository: RepositoryPayload };
  kind: CommentKind;
  pullNumber: number;
  senderType: string;
  comment: { id: number; body?: string | null | undefined; user: { login: string; type: string } };
}

/** A comment under a pull request. */
export const onIssueComment: Handler = async (context, payload) => {
  const event = issueCommentEvent.parse(payload);
  if (event.issue.pull_request == null) return ignored("a comment on an issue");
  return await takeCommand(context, {
    event,
    kind: "issue_comment",
    pullNumber: event.issue.number,
    senderType: event.sender.type,
    comment: event.comment,
  });
};

/** A comment on a line of the diff. */
export const onReviewComment: Handler = async (context, payload) => {
  const event = reviewCommentEvent.parse(payload);
  return await takeCommand(context, {
    event,
    kind: "review_comment",
    pullNumber: event.pull_request.number,
    senderType: event.sender.type,
    comment: event.comment,
  });
};

/** Bots, ourselves among them, give no commands: two of them could talk to each other for ever. */
async function takeCommand(context: HandlerContext, written: WrittenComment): Promise<Outcome> {
  const { comment, event } = written;
  if (comment.user.type === "Bot" || written.senderType === "Bot") {
    return ignored("the author is a bot");
  }
  const command = readSlashCommand(comment.body ?? "");
  if (command === null) return ignored("no slash-command");
  const commandId = await wantCommand(context.database, context.queues, {
    ...command,
    repositoryId: await rememberFromEvent(context, event),
    pullNumber: written.pullNumber,
    commentKind: written.kind,
    commentId: comment.id,
    author: comment.user.login,
  });
  return commandId === null
    ? ignored("the comment was answered before")
    : processed(`queued command ${commandId}`);
}
