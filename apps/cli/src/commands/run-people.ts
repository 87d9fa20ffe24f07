import { UsageError } from "@devflow/errors";
import { type Administration, mostListedPeople, type PersonJson } from "@devflow/identity";
import { cutListText } from "../formats/cut-list.ts";
import { peopleToText } from "../formats/people-to-text.ts";
import { withAdministration } from "../local/administration-access.ts";
import { loadCliSettings } from "../local/cli-settings.ts";
import { writeOut } from "../write-out.ts";
import type { PeopleOptions, SureFlags } from "./people.ts";

export async function runListPeople(flags: PeopleOptions): Promise<void> {
  const people = await withAdministration(loadCliSettings(flags), (it) => it.listPeople());
  await writeOut(flags.json ? `${JSON.stringify(people, null, 2)}\n` : peopleToText(people));
  const next = "They are those who signed in last.";
  process.stderr.write(cutListText(people.length, mostListedPeople, "people", next));
}

export function runSetDisabled(
  person: string,
  isDisabled: boolean,
  flags: SureFlags,
): Promise<void> {
  return change(
    flags,
    (administration) => administration.setDisabled(person, isDisabled, flags.yes === true),
    isDisabled
      ? "is locked out, with all tokens, until `devflow people enable`"
      : "may sign in again",
  );
}

/** Raises UsageError without `--yes`. */
export async function runRemovePerson(person: string, flags: SureFlags): Promise<void> {
  if (flags.yes !== true) {
    throw new UsageError(
      "removing somebody deletes their tokens and all that is stored of their use, for good",
      "Say --yes. `devflow people disable` locks somebody out and keeps what is stored.",
    );
  }
  await change(
    flags,
    (administration) => administration.removePerson(person),
    "is removed, with tokens and use; the audit log keeps its entries",
  );
}

export function runLinkPerson(
  person: string,
  login: string | null,
  flags: PeopleOptions,
): Promise<void> {
  return change(
    flags,
    (administration) => administration.linkGitHub(person, login),
    login === null ? "has no GitHub account now" : `reads what ${login} may read on GitHub`,
  );
}

export async function runRelink(login: string, flags: PeopleOptions): Promise<void> {
  const relinked = await withAdministration(loadCliSettings(flags), (it) => it.relinkLogin(login));
  const text = `${login} is no longer held to the account ${relinked.account}: who has it at its next use keeps it.\n`;
  await writeOut(flags.json ? `${JSON.stringify(relinked, null, 2)}\n` : text);
}

async function change(
  flags: PeopleOptions,
  work: (administration: Administration) => Promise<PersonJson>,
  what: string,
): Promise<void> {
  const person = await withAdministration(loadCliSettings(flags), work);
  const text = `${person.display_name} (${person.id}) ${what}.\n`;
  await writeOut(flags.json ? `${JSON.stringify(person, null, 2)}\n` : text);
}
