import { ExternalError } from "@devflow/errors";
import { type InstallationClient, replyMarker } from "@devflow/github";
import type { Job, Queues } from "@devflow/queue";
import type { WorkerContext } from "../context.ts";
import { type CommandRow, endCommand, loadCommand } from "../store/command-row.ts";
import { requestReview } from "../store/request-review.ts";
import { helpText, nearestVerb, verbs } from "./verbs.ts";

interface Answer {
  state: "done" | "refused";
  outcome: string;
  /** What is written in the thread; null: the reaction is the answer. */
  text: string | null;
}

/**
 * Answers one slash-command, once: a reaction at once, then the answer in the thread. One that
 * cannot be answered (the comment was deleted, GitHub stays away) ends as failed: a row that waits
 * would be given another job for ever.
 */
export async function runCommandJob(
  context: WorkerContext,
  queues: Queues,
  job: Job<"command">,
): Promise<void> {
  const command = await loadCommand(context.database, job.data.commandId);
  if (command === null) return;
  try {
    await answerOnce(context, queues, command);
  } catch (thrown) {
    const isExternal = thrown instanceof ExternalError;
    const mayPass = isExternal && thrown.retryable && !job.isLastAttempt;
    if (!mayPass && !job.signal.aborted) {
      const outcome = isExternal ? `${thrown.service} ${thrown.code ?? "failed"}` : "a bug";
      await endCommand(context.database, command.id, "failed", outcome);
    }
    throw thrown;
  }
}

async function answerOnce(
  context: WorkerContext,
  queues: Queues,
  command: CommandRow,
): Promise<void> {
  const github = context.app.forInstallation(command.installationId);
  const isOurs = Object.hasOwn(verbs, command.verb);
  if (isOurs) await github.react(command.repository, command.comment, "eyes");
  const answer = isOurs
    ? await answerOf(context, queues, github, command)
    : unknownVerb(command.verb);
  if (answer.text !== null) {
    const marker = replyMarker(command.id);
    const body = `${answer.text}\n\n${marker}`;
    await github.reply(command.repository, command.pullNumber, command.comment, body, marker);
  }
  await endCommand(context.database, command.id, answer.state, answer.outcome);
  context.logger.info(
    { commandId: command.id, verb: command.verb, outcome: answer.outcome },
    "command answered",
  );
}

async function answerOf(
  context: WorkerContext,
  queues: Queues,
  github: InstallationClient,
  command: CommandRow,
): Promise<Answer> {
  if (command.verb === "help") return { state: "done", outcome: "help", text: helpText() };
  const permission = await github.permissionOf(command.repository, command.author);
  if (permission !== "write" && permission !== "admin") {
    const text = "Only people who may write to this repository can ask for a review.";
    return { state: "refused", outcome: "no permission", text };
  }
  return review(context, queues, github, command);
}

async function review(
  context: WorkerContext,
  queues: Queues,
  github: InstallationClient,
  command: CommandRow,
): Promise<Answer> {
  const pull = await github.readPullRequest(command.repository, command.pullNumber);
  const sha = pull.headSha.slice(0, 7);
  if (pull.state === "closed") {
    const text = "This pull request is closed; only open ones are reviewed.";
    return { state: "refused", outcome: "closed", text };
  }
  const requested = await requestReview(context.database, command, pull.headSha);
  if (requested.state === "already_reviewed") {
    const text = `The newest commit \`${sha}\` was already reviewed; a new commit is reviewed by itself.`;
    return { state: "done", outcome: "already reviewed", text };
  }
  const { reviewId } = requested;
  await queues.enqueue("review", { reviewId }, { deduplicationKey: `review-${reviewId}` });
  return { state: "done", outcome: "review queued", text: null };
}

/** Other bots listen to other words: only what looks like a slip of one of ours is answered. */
function unknownVerb(verb: string): Answer {
  const near = nearestVerb(verb);
  const text =
    near === null ? null : `There is no \`/${verb}\`. Did you mean \`/${near}\`?\n\n${helpText()}`;
  return { state: "refused", outcome: "unknown command", text };
}
