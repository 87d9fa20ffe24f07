import { publishHeld } from "../../review/held/index.ts";
import { isHeld } from "../../store/held-rows.ts";
import { requestReview } from "../../store/request-review.ts";
import { type Answer, acknowledged, type CommandRun, said, started } from "../command-run.ts";

/** `/review`: the newest commit, whatever was skipped; `/review full`: also what was read before. */
export async function review(run: CommandRun): Promise<Answer> {
  const { context, command, pull } = run;
  const isFull = /^full\b/i.test(command.argument);
  if (!isFull) {
    const waiting = await answerHeld(run);
    if (waiting !== null) return waiting;
  }
  const requested = await requestReview(context.database, command, pull.headSha, { isFull });
  if (requested.state === "already_reviewed") {
    const sha = pull.headSha.slice(0, 7);
    const text = `The newest commit \`${sha}\` was already reviewed; a new commit is reviewed by itself. \`/review full\` reads all of it again.`;
    return said("already reviewed", text);
  }
  await enqueue(run, requested.reviewId);
  return started(isFull ? "full review queued" : "review queued");
}

/**
 * A review that waits is not made again: its drafts would lose their numbers and the words that
 * people gave them. Where the team no longer holds reviews back, it is posted.
 */
async function answerHeld(run: CommandRun): Promise<Answer | null> {
  const { context, github, command, configuration, pull } = run;
  if (!(await isHeld(context.database, command, pull.headSha))) return null;
  if (!configuration.config.review.hold) {
    await publishHeld(context, github, command, "all");
    return acknowledged("published");
  }
  const text =
    "The review of this commit waits for a maintainer: its check run shows the draft, `/publish` posts it. `/review full` makes a new one.";
  return said("waits already", text);
}

export async function enqueue({ queues }: Pick<CommandRun, "queues">, reviewId: string) {
  await queues.enqueue("review", { reviewId }, { deduplicationKey: `review-${reviewId}` });
}
