import { pausePull, resumePull } from "../../memory/pauses.ts";
import { requestReview } from "../../store/request-review.ts";
import { type Answer, acknowledged, type CommandRun, said } from "../command-run.ts";
import { enqueue } from "./review.ts";

/** `/pause`: pushes to this pull request are not reviewed by themselves. */
export async function pause({ context, command }: CommandRun): Promise<Answer> {
  const isNew = await pausePull(context.database, command, command.author);
  return isNew
    ? acknowledged("paused")
    : said("already paused", "Reviews are paused here already; `/resume` goes on.");
}

/** `/resume`: and the newest commit is reviewed now, if it was not before. */
export async function resume(run: CommandRun): Promise<Answer> {
  const { context, command, pull } = run;
  if (!(await resumePull(context.database, command))) {
    return said("not paused", "Reviews are not paused here: each push is reviewed.");
  }
  const requested = await requestReview(context.database, command, pull.headSha);
  if (requested.state === "queued") await enqueue(run, requested.reviewId);
  return acknowledged("resumed");
}
