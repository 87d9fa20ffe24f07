import type { JsonObject, Pull, Review } from "../model.ts";
import { nodeId, type State } from "../state.ts";
import { associationOf } from "./association.ts";
import { pullPage, pullUrl } from "./pull.ts";
import { serializeUser } from "./user.ts";

/** `pull-request-review`. A pending review has no submission time yet. */
export function serializeReview(state: State, pull: Pull, review: Review): JsonObject {
  const page = `${pullPage(state, pull)}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: nodeId("PRR", review.id),
    user: serializeUser(state, review.author),
    body: review.body,
    state: review.state,
    html_url: page,
    pull_request_url: pullUrl(state, pull),
    author_association: associationOf(pull.repository, review.author),
    _links: { html: { href: page }, pull_request: { href: pullUrl(state, pull) } },
    ...(review.state === "PENDING" ? {} : { submitted_at: review.submittedAt }),
    commit_id: review.commitId,
  };
}
