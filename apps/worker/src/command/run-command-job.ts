import { isVerb, nearestVerb } from "@devflow/commands";
import { ExternalError } from "@devflow/errors";
import type { InstallationClient } from "@devflow/github";
import type { Job, Queues } from "@devflow/queue";
import type { WorkerContext } from "../context.ts";
import { readConfiguration } from "../review/read-configuration.ts";
import { type CommandRow, endCommand, loadCommand, storeAnswer } from "../store/command-row.ts";
import { answerWithExpert } from "./answer-with-expert.ts";
import { answerers } from "./answerers.ts";
import { type Answer, type CommandRun, type CommandThread, refused } from "./command-run.ts";
import { isExpertVerb } from "./expert-answerers.ts";
import { refusalOf } from "./may-run.ts";
import { postAnswer } from "./post-answer.ts";

/**
 * Properties wanted: one answer per comment, whatever is delivered twice, edited, killed or tried
 * again; eyes at once; nothing is done for people who may not.
 * Design: the row is the state. React; find the answer; store it; post it by marker; end the row.
 * A run that dies after the answer was stored posts that one and neither asks the expert nor
 * decides anything again.
 * Races accepted: a run that dies between a decision in the database and its stored answer decides
 * again, which changes nothing, but may then say that it was so already. An edit that comes while
 * the answer is being found is not seen.
 */
export async function runCommandJob(
  context: WorkerContext,
  queues: Queues,
  job: Job<"command">,
): Promise<void> {
  const command = await loadCommand(context.database, job.data.commandId);
  if (command === null) return;
  try {
    await answerOnce(context, queues, command, job.signal);
  } catch (thrown) {
    const isExternal = thrown instanceof ExternalError;
    const mayPass = isExternal && thrown.retryable && !job.isLastAttempt;
    // A row that waits would be given another job for ever.
    if (!mayPass && !job.signal.aborted) {
      const outcome = isExternal ? `${thrown.service} ${thrown.code ?? "failed"}` : "a bug";
      await sayItFailed(context, command, outcome);
      await endCommand(context.database, command.id, "failed", outcome);
    }
    throw thrown;
  }
}

/** Silence looks like a command that nobody saw. Where GitHub lets us say nothing, the row knows. */
async function sayItFailed(
  { app, logger }: WorkerContext,
  command: CommandRow,
  outcome: string,
): Promise<void> {
  const text = `\`/${command.verb}\` failed (${outcome}). Write it again in a new comment; the log of DevFlow says more.`;
  const answer: Answer = { ...refused(outcome, text), state: "failed" };
  try {
    await postAnswer(app.forInstallation(command.installationId), command, answer);
  } catch (thrown) {
    logger.warn({ err: thrown, commandId: command.id }, "a failed command could not be answered");
  }
}

async function answerOnce(
  context: WorkerContext,
  queues: Queues,
  command: CommandRow,
  signal: AbortSignal,
): Promise<void> {
  const github = context.app.forInstallation(command.installationId);
  const answer = command.answer ?? (await findAnswer(context, queues, github, command, signal));
  await postAnswer(github, command, answer);
  await endCommand(context.database, command.id, answer.state, answer.outcome);
  context.logger.info({ verb: command.verb, outcome: answer.outcome }, "command answered");
}

async function findAnswer(
  context: WorkerContext,
  queues: Queues,
  github: InstallationClient,
  command: CommandRow,
  signal: AbortSignal,
): Promise<Answer> {
  const { verb } = command;
  if (!isVerb(verb)) {
    const near = nearestVerb(verb);
    const text = near === null ? null : `There is no \`/${verb}\`. Did you mean \`/${near}\`?`;
    return { ...refused("unknown command", ""), text };
  }
  await github.react(command.repository, command.comment, "eyes");
  const pull = await github.readPullRequest(command.repository, command.pullNumber);
  const configuration = await readConfiguration(github, command.repository, pull);
  const thread = await readThread(github, command);
  const run = { context, queues, github, command, verb, pull, configuration, thread, signal };
  const { answer, tokens } = await answerOf(run);
  return await storeAnswer(context.database, command.id, withOthers(answer, command), tokens);
}

/** A second command in the comment was not run: whoever wrote it has to know. */
function withOthers(answer: Answer, { verb, others }: CommandRow): Answer {
  if (others.length === 0) return answer;
  const names = [...new Set(others)].map((other) => `\`/${other}\``).join(", ");
  const note = `Only \`/${verb}\` was run, the first command of the comment. A comment of its own is needed for: ${names}.`;
  return { ...answer, text: answer.text === null ? note : `${answer.text}\n\n${note}` };
}

async function answerOf(run: CommandRun): Promise<{ answer: Answer; tokens: number }> {
  const refusal = await refusalOf(run);
  if (refusal !== null) return { answer: refusal, tokens: 0 };
  const { verb } = run;
  if (isExpertVerb(verb)) return await answerWithExpert(run, verb);
  return { answer: await answerers[verb](run), tokens: 0 };
}

async function readThread(
  github: InstallationClient,
  { repository, pullNumber, comment }: CommandRow,
): Promise<CommandThread | null> {
  if (comment.kind === "issue_comment") return null;
  const comments = await github.listThreadComments(repository, pullNumber, comment.commentId);
  const [root] = comments;
  return root === undefined ? null : { root, comments };
}
