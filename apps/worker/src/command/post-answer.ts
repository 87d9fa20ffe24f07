import { ExternalError } from "@devflow/errors";
import { type InstallationClient, replyMarker } from "@devflow/github";
import { safeCode } from "@devflow/review";
import type { CommandRow } from "../store/command-row.ts";
import type { Answer } from "./command-run.ts";

/**
 * Posts what was stored: suggestions on their lines, then the text in the thread or on the pull
 * request, each found again by its marker. Where GitHub refuses a position, the suggestion stands
 * in the text: nothing is lost, it only cannot be committed by a click.
 */
export async function postAnswer(
  github: InstallationClient,
  command: CommandRow,
  answer: Answer,
): Promise<void> {
  const { repository, pullNumber, comment } = command;
  const unplaced: string[] = [];
  for (const [index, { headSha, ...suggestion }] of answer.suggestions.entries()) {
    const marker = replyMarker(`${command.id}.${index + 1}`);
    const body = `${suggestion.body}\n\n${marker}`;
    try {
      await github.postComment(repository, pullNumber, { ...suggestion, body, headSha, marker });
    } catch (error) {
      if (!(error instanceof ExternalError) || error.code !== "rejected") throw error;
      const place = `${suggestion.path}:${suggestion.line}`;
      unplaced.push(`${safeCode(place)}\n\n${suggestion.body}`);
    }
  }
  const text = [answer.text, ...unplaced].filter((part) => part !== null).join("\n\n");
  if (text !== "") {
    const marker = replyMarker(command.id);
    await github.reply(repository, pullNumber, comment, `${text}\n\n${marker}`, marker);
  }
  if (answer.reaction !== null) await github.react(repository, comment, answer.reaction);
}
