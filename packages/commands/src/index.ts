export { nearestVerb } from "./nearest-verb.ts";
export { ownArgument, type ReadCommand, readCommand } from "./read-command.ts";
export {
  type CommandPermission,
  commandPermissions,
  isVerb,
  type VerbFacts,
  type VerbName,
  verbNames,
  verbs,
} from "./verbs.ts";
