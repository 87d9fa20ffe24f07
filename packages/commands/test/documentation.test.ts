import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type VerbFacts, verbs } from "../src/index.ts";

const page = readFileSync(new URL("../../../docs/commands.md", import.meta.url), "utf8");

function rowOf({ usage, meaning, permission, isForAuthor, needsExpert }: VerbFacts): string[] {
  const who = isForAuthor && permission === "write" ? "write, author" : permission;
  return [`\`${usage}\``, meaning, who, needsExpert ? "yes" : ""];
}

test("docs/commands.md lists every command as it is, and no other", () => {
  const rows = page
    .split("\n")
    .filter((line) => line.startsWith("| `/"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  expect(rows).toEqual(Object.values(verbs).map(rowOf));
});
