import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import {
  defaultRepositoryConfig,
  parseRepositoryConfig,
  repositoryJsonSchema,
  settingDescriptions,
  withFolders,
} from "../src/index.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const guide = readFileSync(`${root}/docs/configuration.md`, "utf8");

test("the committed pages are what the schemas say", () => {
  const check = () =>
    execFileSync(process.execPath, ["scripts/write-settings-docs.ts", "--check"], { cwd: root });
  expect(check).not.toThrow();
});

test("every setting says what it means and what would be right", () => {
  const descriptions = settingDescriptions();
  expect(descriptions.length).toBeGreaterThan(25);
  for (const { name, meaning, expected } of descriptions) {
    expect(name).toMatch(/^[A-Z][A-Z0-9_]+$/);
    expect(meaning).toMatch(/^.{10,}\.$/);
    expect(expected).not.toBe("");
  }
});

test("the guide's examples of .devflow.yml have no problem and are not just the defaults", () => {
  const page = guide.split("## Environment variables")[0] ?? "";
  const examples = [...page.matchAll(/```yaml\n([\s\S]+?)```/g)].map(([, text]) => text ?? "");
  expect(examples.length).toBeGreaterThan(2);
  for (const example of examples) {
    const { config } = parseRepositoryConfig(example, "docs/configuration.md");
    const path = /^# (\S+\/\.devflow\.yml)$/m.exec(example)?.[1];
    const root = parseRepositoryConfig(path === undefined ? example : "", "docs/configuration.md");
    const files = path === undefined ? [] : [{ path, text: example }];
    expect(withFolders(root, files).problems).toEqual([]);
    expect(config).not.toEqual(defaultRepositoryConfig().config);
  }
});

test("the guide's table names every key of .devflow.yml, and no other", () => {
  const tables = guide.split("### All keys")[1]?.split("\n## ")[0] ?? "";
  const named = [...tables.matchAll(/^\| `(\w+\.\w+)`/gm)].map(([, key]) => key);
  const sections = Object.entries(
    repositoryJsonSchema().properties as Record<string, { properties: object }>,
  );
  const known = sections.flatMap(([section, { properties }]) =>
    Object.keys(properties).map((key) => `${section}.${key}`),
  );
  expect(named.sort()).toEqual(known.sort());
});
