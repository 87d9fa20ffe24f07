import { beforeEach, expect, test, vi } from "vitest";
import type { Memento } from "vscode";
import { mayRun } from "../../src/features/tests/consent.ts";
import { asked, person, workspace } from "../support/fake-vscode.ts";

vi.mock("vscode", () => import("../support/fake-vscode.ts"));

let kept: Map<string, unknown>;
const always = "Always Run Tests This Way";
const run = (file: string, manner = "vitest") => {
  const memory = {
    get: (key: string) => kept.get(key),
    update: async (key: string, value: unknown) => void kept.set(key, value),
  };
  return mayRun(memory as Partial<Memento> as Memento, {
    command: `npx --no-install vitest run ${file}`,
    manner,
  });
};

beforeEach(() => {
  kept = new Map();
  asked.length = 0;
  person.answer = undefined;
  workspace.isTrusted = true;
});

test("a command is run after it was seen and allowed, and each time anew", async () => {
  expect(await run("a.test.ts")).toBe(false);
  expect(asked[0]?.detail).toContain("npx --no-install vitest run a.test.ts");
  person.answer = "Run";
  expect(await run("a.test.ts")).toBe(true);
  expect(await run("a.test.ts")).toBe(true);
  expect(asked).toHaveLength(3);
});

test("what is allowed always is not asked again for another file, but for another manner", async () => {
  person.answer = always;
  expect(await run("a.test.ts")).toBe(true);
  person.answer = undefined;
  expect(await run("b.test.ts")).toBe(true);
  expect(asked).toHaveLength(1);
  expect(await run("b.test.ts", "jest")).toBe(false);
});

test("nothing is run in a folder that is not trusted, whatever was allowed before", async () => {
  person.answer = always;
  await run("a.test.ts");
  workspace.isTrusted = false;
  expect(await run("a.test.ts")).toBe(false);
  expect(asked.at(-1)?.message).toContain("trust");
});
