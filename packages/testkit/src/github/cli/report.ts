import type { FakeEvent } from "../event-log.ts";
import type { PullHandle } from "../handles/pull.ts";
import type { CheckRun, ReviewComment } from "../model.ts";

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "    ");
}

function commentLines(comment: ReviewComment): string {
  const lines =
    comment.originalStartLine === null
      ? `${comment.originalLine}`
      : `${comment.originalStartLine}-${comment.originalLine}`;
  const side = comment.side === "LEFT" ? " (old side)" : "";
  return `  ${comment.path}:${lines}${side}\n${indented(comment.body)}\n`;
}

function checkLines(run: CheckRun): string {
  const state = run.conclusion === null ? run.status : `${run.status}, ${run.conclusion}`;
  const title = run.output.title === null ? "" : `: ${run.output.title}`;
  return `check run ${run.name} (${state})${title}\n`;
}

function reviewLines(pull: PullHandle, id: number): string {
  const review = pull.reviews.find((each) => each.id === id);
  const comments = pull.reviewComments.filter((each) => each.reviewId === id);
  return [
    `review of ${review?.commitId.slice(0, 12)} by ${review?.author.login}\n`,
    `${indented(review?.body ?? "")}\n`,
    ...comments.map(commentLines),
  ].join("");
}

/** What a person would want to see of an event, or null. */
export function describeEvent(pull: PullHandle, event: FakeEvent): string | null {
  if (event.kind === "delivery") {
    const action = event.action === null ? "" : ` ${event.action}`;
    const answer = event.status === 502 ? "nobody listens there yet" : `answered ${event.status}`;
    return `webhook ${event.event}${action}: ${answer}\n`;
  }
  if (event.kind !== "effect") return null;
  if (event.effect === "review") return reviewLines(pull, event.id);
  if (event.effect === "review_body") return `updated ${reviewLines(pull, event.id)}`;
  if (event.effect === "check_run" || event.effect === "check_run_update") {
    const run = pull.repository.checkRuns.find((each) => each.id === event.id);
    return run === undefined ? null : checkLines(run);
  }
  if (event.effect === "issue_comment") {
    const comment = pull.comments.find((each) => each.id === event.id);
    return `comment by ${comment?.author.login}\n${indented(comment?.body ?? "")}\n`;
  }
  return null;
}
