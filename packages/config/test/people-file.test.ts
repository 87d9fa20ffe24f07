import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadPeople, loadSettings } from "../src/index.ts";
import { temporaryFile } from "./temporary-folder.ts";

const peopleOf = (text: string) =>
  loadPeople(loadSettings({ PEOPLE_FILE: temporaryFile("people.yaml", text) }));

test("without the file everybody may sign in, as a developer without a team", () => {
  expect(loadPeople(loadSettings({}))).toEqual({
    allowedGroups: null,
    roles: { admin: [], lead: [] },
    teams: {},
  });
});

test("the example is right", () => {
  const path = fileURLToPath(new URL("../../../people.example.yaml", import.meta.url));
  const people = loadPeople(loadSettings({ PEOPLE_FILE: path }));
  expect(people.allowedGroups).toEqual(["engineering"]);
  expect(people.teams.payments).toEqual({
    groups: ["payments-backend", "payments-web"],
    tokensPerDay: 50_000_000,
  });
});

test("an empty list lets nobody in", () => {
  expect(peopleOf("allowed_groups: []").allowedGroups).toEqual([]);
});

test("what is wrong is told with its line", () => {
  expect(() =>
    peopleOf("allowed_group: [a]\nroles: { boss: [b] }\nteams: { x: { tokens_per_day: -1 } }"),
  ).toThrow(
    /allowed_group: is not known, probably allowed_groups is meant[\s\S]*boss[\s\S]*tokens_per_day/,
  );
});

test("a file that is named and missing is told", () => {
  expect(() => loadPeople(loadSettings({ PEOPLE_FILE: "/nowhere/people.yaml" }))).toThrow(
    "PEOPLE_FILE: /nowhere/people.yaml cannot be read (ENOENT)",
  );
});
