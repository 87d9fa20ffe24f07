import { verbNames, verbs } from "@devflow/commands";
import { type Answer, type CommandRun, said } from "../command-run.ts";
import { isAllowed } from "../may-run.ts";

/** `/help`: what the asker may run here, and nothing else. */
export async function help(run: CommandRun): Promise<Answer> {
  const { command, configuration, context, github } = run;
  const held = await github.permissionOf(command.repository, command.author);
  const { disabled } = configuration.config.commands;
  const allowed = verbNames.filter(
    (verb) => !disabled.includes(verb) && isAllowed({ ...run, verb, login: command.author }, held),
  );
  const lines = allowed.map((verb) => `- \`${verbs[verb].usage}\` ${verbs[verb].meaning}`);
  const { slug } = await context.app.identity();
  const note = `The first line that begins with a command counts; instead of the slash one can write \`@${slug}\` before the word.`;
  return said("help", ["What you can ask for here:", "", ...lines, "", note].join("\n"));
}
