import { chmod, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pseudonymousPeople } from "../../src/write/people.ts";
import { pseudonymKey } from "../../src/write/pseudonym-key.ts";

const people = pseudonymousPeople(Buffer.alloc(32, 7), ["anna-k", "JonasW", "mark"]);
const anna = people.nameOf("anna-k");

test("a person has one pseudonym, whatever the case of the login, and another key gives another", () => {
  expect(anna).toMatch(/^person-[0-9a-f]{12}$/);
  expect(people.nameOf("Anna-K")).toBe(anna);
  expect(pseudonymousPeople(Buffer.alloc(32, 8), []).nameOf("anna-k")).not.toBe(anna);
});

test.each([
  ["@anna-k please look", `@${anna} please look`],
  ["as anna-k said", `as ${anna} said`],
  ["ask JonasW.", `ask ${people.nameOf("jonasw")}.`],
  ["cc @nobody-we-know, @anna-k", `cc @${people.nameOf("nobody-we-know")}, @${anna}`],
  ["write to anna@example.com", `write to ${people.nameOf("anna@example.com")}@address.invalid`],
  // A word of the language that is a login too is left alone without an @.
  ["mark this as final", "mark this as final"],
  ["use `@Override` and `anna-k`", "use `@Override` and `anna-k`"],
  ["see pkg@1.2.3 and a/@anna-k", "see pkg@1.2.3 and a/@anna-k"],
])("in %j people are replaced and code is not", (text, masked) => {
  expect(people.mask(text)).toBe(masked);
});

test("files, quoted lines and fixes of an answer stay as they are", () => {
  const answer = [
    "FINDING",
    "file: src/@anna-k/a.py",
    "line: `@anna-k.setter`",
    "title: @anna-k broke it",
    "fix:",
    "```",
    "@anna-k.setter",
    "```",
    "END",
  ];
  expect(people.mask(answer.join("\n")).split("\n")).toEqual(
    answer.with(3, `title: @${anna} broke it`),
  );
});

test("the key is made once, for its owner only, and refused when others may read it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "devflow-key-"));
  try {
    const [key, again] = await Promise.all([pseudonymKey(folder), pseudonymKey(folder)]);
    expect(again.equals(key)).toBe(true);
    const path = join(folder, "export-key");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await chmod(path, 0o644);
    await expect(pseudonymKey(folder)).rejects.toMatchObject({ name: "UsageError" });
    await chmod(path, 0o600);
    await writeFile(path, "short");
    await expect(pseudonymKey(folder)).rejects.toMatchObject({ name: "UsageError" });
  } finally {
    await rm(folder, { recursive: true });
  }
});
