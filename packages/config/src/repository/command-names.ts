import { type CommandPermission, type VerbName, verbNames, verbs } from "@devflow/commands";

export { commandPermissions } from "@devflow/commands";
export type { CommandPermission, VerbName as CommandName };

/** The slash-commands that settings can name. */
export const commandNames: readonly VerbName[] = verbNames;

/** Who may run a command unless the team says otherwise. */
export function defaultPermission(name: VerbName): CommandPermission {
  return verbs[name].permission;
}
