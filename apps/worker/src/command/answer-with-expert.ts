import { ExternalError } from "@devflow/errors";
import { openCodeIndex, watchIndex } from "@devflow/retrieval";
import { failureWords, harmlessIndex, mayGoAlong } from "@devflow/review";
import { auditedExpert } from "../experts/audited-expert.ts";
import { meteredExpert } from "../limits/metered-expert.ts";
import { tokensLeft } from "../limits/tokens-left.ts";
import { CommandExpert } from "./command-expert.ts";
import { type Answer, type CommandRun, refused } from "./command-run.ts";
import { type ExpertVerb, expertAnswerers } from "./expert-answerers.ts";

/**
 * The answer of a command that asks the expert, and its tokens. Without an expert, or when it does
 * not answer, people are told at once and in plain words: waiting half an hour for a retry is worse
 * than writing the command again.
 */
export async function answerWithExpert(
  run: CommandRun,
  verb: ExpertVerb,
): Promise<{ answer: Answer; tokens: number }> {
  const found = await run.context.expert();
  if (found === null) {
    const text = `\`/${verb}\` needs an expert, and none is configured. Whoever runs DevFlow can name one with \`EXPERT_URL\`; \`devflow doctor\` tells whether it answers.`;
    return { answer: refused("no expert", text), tokens: 0 };
  }
  const { context, command, configuration } = run;
  const { usedUp } = await tokensLeft(context.database, command, configuration.config.limits);
  if (usedUp !== null) {
    const text = `\`/${verb}\` was not run: ${usedUp}.`;
    return { answer: refused("over the limit of tokens", text), tokens: 0 };
  }
  const asker = { actor: command.author, ...command };
  const { database, embedder, isSecretFile } = context;
  const opened = openCodeIndex(database, command.repositoryId, { embedder });
  const code = watchIndex(harmlessIndex(opened, mayGoAlong(isSecretFile)));
  const audited = auditedExpert(found, database, asker, code);
  const metered = meteredExpert(audited, database, command);
  const expert = new CommandExpert(metered, run.signal);
  try {
    const answer = await expertAnswerers[verb]({ ...run, expert, code });
    return { answer, tokens: expert.tokens };
  } catch (thrown) {
    run.signal.throwIfAborted();
    if (!(thrown instanceof ExternalError) || thrown.service !== "expert") throw thrown;
    const text = `The expert did not answer (${failureWords(thrown.code ?? "no reason given")}). Write \`/${verb}\` again in a new comment to ask it once more.`;
    const answer: Answer = {
      ...refused(`expert ${thrown.code ?? "failed"}`, text),
      state: "failed",
    };
    return { answer, tokens: expert.tokens };
  }
}
