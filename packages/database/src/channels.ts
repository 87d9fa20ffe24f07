/**
 * Whoever ends a running review because a newer head took over says so here; the payload is the
 * review's id, and the worker that runs it stops at its next step.
 */
export const supersededChannel = "review_superseded";
