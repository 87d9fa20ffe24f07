import { expect, test } from "vitest";
import { chooseConventions } from "../src/context/choose-conventions.ts";
import type { HunkGroup } from "../src/context/group-hunks.ts";
import { addedFile } from "./builders.ts";

function groupOf(path: string, text: string): HunkGroup {
  const file = addedFile(path, text);
  const lines = file.hunks[0]!.lines;
  const part = { file, hunkIndex: 0, lines, rendered: "", tokens: 0, risk: 0, isCut: false };
  return { file, parts: [part], tokens: 0 };
}

const filler = (word: string) => `${word} `.repeat(60).trim();
const guide = {
  path: "AGENTS.md",
  text: [
    "# Guide",
    "",
    "## Database",
    "",
    "Every query runs inside of a transaction; no connection is kept.",
    filler("storage"),
    "",
    "## Buttons",
    "",
    "A button has a label and an icon.",
    filler("layout"),
    "",
    "## Logging",
    "",
    "Messages are static.",
    filler("fields"),
  ].join("\n"),
};

test("of a long guide the section that speaks of the changed lines", () => {
  const group = groupOf(
    "src/orders.ts",
    "const connection = pool.connect();\nconnection.query(sql);\n",
  );
  const chosen = chooseConventions(group, [guide], 150);
  expect(chosen.map(({ startLine }) => startLine)).toEqual([3]);
  expect(chosen[0]).toMatchObject({ kind: "convention", path: "AGENTS.md" });
  expect(chosen[0]?.text).toContain("inside of a transaction");
});

test("nothing where no section speaks of them", () => {
  expect(chooseConventions(groupOf("src/sum.ts", "return left + right;\n"), [guide], 150)).toEqual(
    [],
  );
});

test("a short guide is shown whole, whatever it is about", () => {
  const short = { path: "AGENTS.md", text: "# Rules\n\nNo default exports.\n" };
  const chosen = chooseConventions(groupOf("src/sum.ts", "return left + right;\n"), [short], 150);
  expect(chosen.map(({ text }) => text)).toEqual(["# Rules\n\nNo default exports."]);
});

test("a folder's guide is for that folder, one in docs or .github for the folder around", () => {
  const of = (path: string) => ({ path, text: `Rules of ${path}.` });
  const guides = [
    of("web/AGENTS.md"),
    of("api/AGENTS.md"),
    of("api/docs/style.md"),
    of(".github/copilot-instructions.md"),
  ];
  const chosen = chooseConventions(groupOf("api/src/run.ts", "run();\n"), guides, 500);
  expect(chosen.map(({ path }) => path)).toEqual([
    "api/AGENTS.md",
    "api/docs/style.md",
    ".github/copilot-instructions.md",
  ]);
});
