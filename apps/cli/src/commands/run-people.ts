import type { Administration, PersonJson } from "@devflow/identity";
import { peopleToText } from "../formats/people-to-text.ts";
import { withAdministration } from "../local/administration-access.ts";
import { loadCliSettings } from "../local/cli-settings.ts";
import { writeOut } from "../write-out.ts";
import type { PeopleOptions } from "./people.ts";

export async function runListPeople(flags: PeopleOptions): Promise<void> {
  const people = await withAdministration(loadCliSettings(flags), (it) => it.listPeople());
  await writeOut(flags.json ? `${JSON.stringify(people, null, 2)}\n` : peopleToText(people));
}

export function runSetDisabled(
  person: string,
  isDisabled: boolean,
  flags: PeopleOptions,
): Promise<void> {
  return change(
    flags,
    (administration) => administration.setDisabled(person, isDisabled),
    isDisabled ? "is locked out, with all tokens" : "may sign in again",
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

async function change(
  flags: PeopleOptions,
  work: (administration: Administration) => Promise<PersonJson>,
  what: string,
): Promise<void> {
  const person = await withAdministration(loadCliSettings(flags), work);
  const text = `${person.display_name} (${person.id}) ${what}.\n`;
  await writeOut(flags.json ? `${JSON.stringify(person, null, 2)}\n` : text);
}
