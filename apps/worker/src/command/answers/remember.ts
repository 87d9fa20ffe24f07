import { memoryLimits, rememberRule } from "@devflow/team-memory";
import { readRule } from "../../memory/read-rule.ts";
import { type Answer, acknowledged, type CommandRun, refused, said } from "../command-run.ts";

/** `/remember [for PATHS:] RULE`. */
export async function remember({ context, command }: CommandRun): Promise<Answer> {
  const rule = readRule(command.argument);
  if ("problem" in rule) {
    const text = `Nothing was remembered: ${rule.problem}. For example: \`/remember for src/**: errors carry a code\`.`;
    return refused("no rule", text);
  }
  const { repositoryId, pullNumber, author } = command;
  const memory = { ...rule, repositoryId, pullNumber, actor: author };
  switch (await rememberRule(context.database, memory)) {
    case "remembered":
      return acknowledged("remembered");
    case "known":
      return said("already remembered", "That is remembered already.");
    case "full": {
      const text = `${memoryLimits.rules} rules are remembered, and more are not read. \`/forget\` lists them.`;
      return refused("too many rules", text);
    }
  }
}
