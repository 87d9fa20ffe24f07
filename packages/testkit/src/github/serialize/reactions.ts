import type { JsonObject, Reaction } from "../model.ts";
import { nodeId, type State } from "../state.ts";
import { serializeUser } from "./user.ts";

const kinds = ["+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes"];

/** `reaction`. */
export function serializeReaction(state: State, reaction: Reaction): JsonObject {
  return {
    id: reaction.id,
    node_id: nodeId("REA", reaction.id),
    user: serializeUser(state, reaction.author),
    content: reaction.content,
    created_at: reaction.createdAt,
  };
}

/** `reaction-rollup`: how many of each kind. */
export function rollUp(reactions: Reaction[], url: string): JsonObject {
  const counts = kinds.map((kind) => [kind, reactions.filter((r) => r.content === kind).length]);
  return {
    url: `${url}/reactions`,
    total_count: reactions.length,
    ...Object.fromEntries(counts),
  };
}
