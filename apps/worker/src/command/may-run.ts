import { type CommandPermission, verbs } from "@devflow/commands";
import { type Answer, type CommandRun, refused } from "./command-run.ts";

const ranks = { none: 0, read: 1, write: 2, admin: 3 } as const;

/** What GitHub says of the commenter, now. */
export type HeldPermission = keyof typeof ranks;

const who: Record<Exclude<CommandPermission, "anyone">, string> = {
  read: "people who may read this repository",
  write: "people who may write to this repository",
  admin: "administrators of this repository",
};

type Asker = Pick<CommandRun, "verb" | "configuration" | "pull"> & { login: string };

/**
 * Whether somebody with this permission may run the command. Who opened the pull request may read
 * about their own change, unless the team itself wrote down who may.
 */
export function isAllowed(asker: Asker, held: HeldPermission): boolean {
  const { verb, configuration, pull, login } = asker;
  const needed = configuration.config.commands.permissions[verb];
  if (needed === "anyone" || ranks[held] >= ranks[needed]) return true;
  const isWritten = configuration.written.has(`commands.permissions.${verb}`);
  return verbs[verb].isForAuthor && !isWritten && login === pull.author.login;
}

/** Why the command is not run; null when it is. The permission is asked for live. */
export async function refusalOf(run: CommandRun): Promise<Answer | null> {
  const { verb, configuration, command, github, pull } = run;
  const { permissions, disabled } = configuration.config.commands;
  const needed = permissions[verb];
  if (needed !== "anyone") {
    const held = await github.permissionOf(command.repository, command.author);
    if (!isAllowed({ ...run, login: command.author }, held)) {
      const isWritten = configuration.written.has(`commands.permissions.${verb}`);
      const author =
        verbs[verb].isForAuthor && !isWritten ? " and the author of this pull request" : "";
      return refused("no permission", `Only ${who[needed]}${author} can use \`/${verb}\`.`);
    }
  }
  if (disabled.includes(verb)) {
    return refused("disabled", `\`/${verb}\` is switched off in this repository's configuration.`);
  }
  if (verbs[verb].needsOpenPull && pull.state === "closed") {
    const text = `This pull request is closed; \`/${verb}\` works on open ones only.`;
    return refused("closed", text);
  }
  return null;
}
