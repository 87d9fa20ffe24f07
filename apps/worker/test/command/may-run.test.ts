import { type VerbName, verbNames, verbs } from "@devflow/commands";
import { defaultRepositoryConfig, parseRepositoryConfig } from "@devflow/config";
import { expect, test } from "vitest";
import { answerers } from "../../src/command/answerers.ts";
import { expertAnswerers } from "../../src/command/expert-answerers.ts";
import { isAllowed } from "../../src/command/may-run.ts";

const pull = {
  number: 1,
  title: "",
  body: "",
  state: "open",
  isDraft: false,
  author: { login: "kim", isBot: false },
  labels: [],
  headSha: "",
  headRef: "",
  baseSha: "",
  baseRef: "",
  updatedAt: new Date(0),
} as const;

const asker = (verb: VerbName, login: string, configuration = defaultRepositoryConfig()) => ({
  verb,
  login,
  configuration,
  pull: { ...pull, labels: [] },
});

test("every command has one answerer, and those that ask the expert are known", () => {
  expect([...Object.keys(answerers), ...Object.keys(expertAnswerers)].sort()).toEqual(
    [...verbNames].sort(),
  );
  expect(Object.keys(expertAnswerers).sort()).toEqual(
    verbNames.filter((verb) => verbs[verb].needsExpert).sort(),
  );
});

test.each(verbNames)("/%s by default", (verb) => {
  const { permission, isForAuthor } = verbs[verb];
  expect(isAllowed(asker(verb, "lee"), "admin")).toBe(true);
  expect(isAllowed(asker(verb, "lee"), "write")).toBe(true);
  expect(isAllowed(asker(verb, "lee"), "read")).toBe(permission !== "write");
  expect(isAllowed(asker(verb, "lee"), "none")).toBe(permission === "anyone");
  expect(isAllowed(asker(verb, "kim"), "none")).toBe(isForAuthor);
});

test("what the team wrote down holds for authors, too", () => {
  const written = parseRepositoryConfig(
    "commands:\n  permissions:\n    ask: write\n    review: anyone\n",
    ".devflow.yml",
  );
  expect(isAllowed(asker("ask", "kim", written), "read")).toBe(false);
  expect(isAllowed(asker("explain", "kim", written), "read")).toBe(true);
  expect(isAllowed(asker("review", "lee", written), "none")).toBe(true);
});
