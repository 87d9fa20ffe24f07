import { Command, InvalidArgumentError } from "commander";
import { subcommandsOf } from "./subcommands-of.ts";

export interface PeopleOptions {
  json?: true;
  data?: string;
}

export interface SureFlags extends PeopleOptions {
  yes?: true;
}

const help = `
A person is named by number, GitHub login, e-mail address or subject, as \`list\` shows them. Roles and
teams come from the identity provider's groups at each sign-in.

Examples:
  $ devflow people list
  $ devflow people disable kim@example.com       at once, with all of their tokens
  $ devflow people link 7 kim-example            may read what that GitHub account may read
  $ devflow people relink kim-example            the login is another account now, and that is right
  $ devflow people remove 7 --yes                with tokens and use; the audit log keeps its entries`;

/** `devflow people`. */
export function peopleCommand(): Command {
  const command = new Command("people")
    .description("Who may ask the gateway.")
    .addHelpText("after", help);
  const sub = subcommandsOf(command);
  sub("list", "everybody who ever signed in").action(async (flags: PeopleOptions) =>
    (await run()).runListPeople(flags),
  );
  for (const verb of ["disable", "enable"] as const) {
    const what = verb === "disable" ? "lock somebody out, at once" : "let somebody in again";
    const command = sub(`${verb} <person>`, what);
    if (verb === "disable")
      command.option("--yes", "really, also `local`, the administrator of this machine");
    command.action(async (person: string, flags: SureFlags) =>
      (await run()).runSetDisabled(person, verb === "disable", flags),
    );
  }
  sub("remove <person>", "delete somebody with tokens and all that is stored of their use")
    .option("--yes", "really; there is no way back")
    .action(async (person: string, flags: SureFlags) =>
      (await run()).runRemovePerson(person, flags),
    );
  sub("link", "say which GitHub account a person has")
    .argument("<person>")
    .argument("<login>", "the account; `none` takes it away", accountName)
    .action(async (person: string, login: string, flags: PeopleOptions) =>
      (await run()).runLinkPerson(person, login === "none" ? null : login, flags),
    );
  sub("relink", "take a GitHub login as the account that has it now")
    .argument("<login>", "a login that is refused since it changed hands", accountName)
    .action(async (login: string, flags: PeopleOptions) => (await run()).runRelink(login, flags));
  return command;
}

const run = () => import("./run-people.ts");

function accountName(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,98}$/.test(text)) return text;
  throw new InvalidArgumentError(
    "Give the login as it stands in the address of the GitHub profile.",
  );
}
