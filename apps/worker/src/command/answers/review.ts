import { requestReview } from "../../store/request-review.ts";
import { type Answer, type CommandRun, said, started } from "../command-run.ts";

/** `/review`: the newest commit, whatever was skipped; `/review full`: also what was read before. */
export async function review(run: CommandRun): Promise<Answer> {
  const { context, command, pull } = run;
  const isFull = /^full\b/i.test(command.argument);
  const requested = await requestReview(context.database, command, pull.headSha, { isFull });
  if (requested.state === "already_reviewed") {
    const sha = pull.headSha.slice(0, 7);
    const text = `The newest commit \`${sha}\` was already reviewed; a new commit is reviewed by itself. \`/review full\` reads all of it again.`;
    return said("already reviewed", text);
  }
  await enqueue(run, requested.reviewId);
  return started(isFull ? "full review queued" : "review queued");
}

export async function enqueue({ queues }: Pick<CommandRun, "queues">, reviewId: string) {
  await queues.enqueue("review", { reviewId }, { deduplicationKey: `review-${reviewId}` });
}
