import { deleteComment, editComment } from "../actions/comment-changes.ts";
import { addIssueComment } from "../actions/issue-comments.ts";
import { type Call, type Routes, text } from "../http/call.ts";
import { page } from "../http/paginate.ts";
import { ok, reply, validationFailed } from "../http/reply.ts";
import { serializeIssueComment } from "../serialize/issue-comment.ts";
import {
  issueCommentOf,
  ownOnly,
  pullOf,
  pullToWrite,
  repositoryOf,
  repositoryToWrite,
  speaker,
} from "./lookups.ts";

/** Longest comment that GitHub takes, in characters. */
const maximumBodyLength = 65_536;

function bodyOf(call: Call): string {
  const body = text(call.body.body) ?? "";
  const resource = "IssueComment";
  if (body.trim() === "") {
    throw validationFailed([{ resource, code: "missing_field", field: "body" }]);
  }
  if (body.length > maximumBodyLength) {
    const message = `body is too long (maximum is ${maximumBodyLength} characters)`;
    throw validationFailed([{ resource, code: "custom", field: "body", message }]);
  }
  return body;
}

export const issueCommentRoutes = {
  "GET /repos/{owner}/{repo}/issues/{issue_number}/comments": (call) => {
    const pull = pullOf(call, "issue_number");
    const since = call.query.get("since") ?? "";
    const comments = pull.comments.filter((each) => each.updatedAt >= since);
    const { items, headers } = page(call, comments);
    return ok(
      items.map((comment) => serializeIssueComment(call.state, pull, comment)),
      headers,
    );
  },

  "POST /repos/{owner}/{repo}/issues/{issue_number}/comments": (call) => {
    const pull = pullToWrite(call, "issue_number");
    const comment = addIssueComment(call.state, pull, speaker(call), bodyOf(call));
    return reply(201, serializeIssueComment(call.state, pull, comment));
  },

  "GET /repos/{owner}/{repo}/issues/comments/{comment_id}": (call) => {
    const { pull, comment } = issueCommentOf(call, repositoryOf(call));
    return ok(serializeIssueComment(call.state, pull, comment));
  },

  "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}": (call) => {
    const { pull, comment } = issueCommentOf(call, repositoryToWrite(call));
    ownOnly(call, comment.author);
    editComment(call.state, pull, comment, { body: bodyOf(call), by: speaker(call) });
    return ok(serializeIssueComment(call.state, pull, comment));
  },

  "DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}": (call) => {
    const { pull, comment } = issueCommentOf(call, repositoryToWrite(call));
    ownOnly(call, comment.author);
    deleteComment(call.state, pull, comment, speaker(call));
    return reply(204);
  },
} satisfies Routes;
