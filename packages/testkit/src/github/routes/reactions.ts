import { type Call, type Routes, text } from "../http/call.ts";
import { page } from "../http/paginate.ts";
import { ok, type Reply, reply } from "../http/reply.ts";
import type { Pull, Reaction } from "../model.ts";
import { serializeReaction } from "../serialize/reactions.ts";
import { fullName, timestamp } from "../state.ts";
import {
  issueCommentOf,
  repositoryOf,
  repositoryToWrite,
  reviewCommentOf,
  speaker,
} from "./lookups.ts";

/** 201 for a new reaction, 200 when the App already reacted so. */
function react(call: Call, pull: Pull, reactions: Reaction[]): Reply {
  const { state } = call;
  const content = text(call.body.content) ?? "";
  const author = speaker(call);
  const known = reactions.find((each) => each.author === author && each.content === content);
  if (known !== undefined) return ok(serializeReaction(state, known));
  const reaction = { id: state.nextId(), author, content, createdAt: timestamp(state) };
  reactions.push(reaction);
  const repository = fullName(pull.repository);
  const { number } = pull;
  state.events.record({ kind: "effect", effect: "reaction", repository, number, id: reaction.id });
  return reply(201, serializeReaction(state, reaction));
}

function listed(call: Call, reactions: Reaction[]): Reply {
  const content = call.query.get("content");
  const chosen = reactions.filter((each) => content === null || each.content === content);
  const { items, headers } = page(call, chosen);
  return ok(
    items.map((reaction) => serializeReaction(call.state, reaction)),
    headers,
  );
}

export const reactionRoutes = {
  "GET /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions": (call) =>
    listed(call, issueCommentOf(call, repositoryOf(call)).comment.reactions),

  "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions": (call) => {
    const { pull, comment } = issueCommentOf(call, repositoryToWrite(call));
    return react(call, pull, comment.reactions);
  },

  "GET /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions": (call) =>
    listed(call, reviewCommentOf(call, repositoryOf(call)).comment.reactions),

  "POST /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions": (call) => {
    const { pull, comment } = reviewCommentOf(call, repositoryToWrite(call));
    return react(call, pull, comment.reactions);
  },
} satisfies Routes;
