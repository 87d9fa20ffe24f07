import { readCommand } from "@devflow/commands";
import type { CommentKind } from "@devflow/github";
import { ignored, type Outcome, processed } from "../relay/outcome.ts";
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

/** A comment on a line of the diff. */
export const onReviewComment: Handler = async (context, payload) => {
  const event = reviewCommentEvent.parse(payload);
  const { sender, comment } = event;
  const pullNumber = event.pull_request.number;
  return await takeCommand(context, { event, kind: "review_comment", pullNumber, sender, comment });
};

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
