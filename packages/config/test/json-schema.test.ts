import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { parseRepositoryConfig, repositoryKeys } from "../src/index.ts";

/** What editors check by, as it is published. */
const published = fileURLToPath(new URL("../../../docs/devflow.schema.json", import.meta.url));
const schema = JSON.parse(readFileSync(published, "utf8"));
const isValid = new Ajv2020({ strict: true }).compile(schema);

test.each([
  ["nothing", "{}"],
  ["words for switches", "review:\n  categories: {style: on, testing: off, security: true}\n"],
  ["maps whose names people choose", "rules:\n  severity: {js-dynamic-code: low}\n"],
  ["null where it stands for never", "review:\n  fail_on: null\n"],
  ["a wrong key", "review:\n  max_finding: 1\n"],
  ["a wrong section", "reviews: {}\n"],
  ["a wrong value", "review:\n  profile: loud\n"],
  ["a wrong command", "commands:\n  permissions: {reveiw: write}\n"],
  ["a wrong name of a language", 'review:\n  language: "<b>"\n'],
  ["a list entry without its path", "review:\n  path_instructions: [{instructions: a}]\n"],
])("editors and reviews agree about %s", (_case, text) => {
  const { problems } = parseRepositoryConfig(text, ".devflow.yml");
  expect(isValid(parse(text))).toBe(problems.length === 0);
});

test("every key is described, and shown with its default unless that is a matter of the profile", () => {
  for (const { path } of repositoryKeys()) {
    const found = path.reduce((node, name) => node?.properties?.[name], schema);
    expect([path, found?.description?.length > 10]).toEqual([path, true]);
    const isSwitch = path[1] === "categories";
    expect([path, isSwitch || "default" in found]).toEqual([path, true]);
  }
});
