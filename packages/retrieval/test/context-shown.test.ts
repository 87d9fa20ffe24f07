import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { diffTexts, type FileDiff, textBefore } from "@devflow/diff";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { firstUnshown, lineAfter } from "../src/context/shown-lines.ts";
import { type ContextItem, ensureLocalRepository, openCodeIndex } from "../src/index.ts";
import { type Files, GitFolder } from "./support/git-folder.ts";
import { shop } from "./support/shop.ts";

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const sources = Object.keys(shop).filter((path) => path.endsWith(".ts"));
/** Which file, which of its lines, and what becomes of that line. */
const edit = fc.record({
  path: fc.constantFrom(...sources),
  line: fc.nat(),
  how: fc.constantFrom("replace", "remove", "add", "repeat"),
});

function apply(files: Files, edits: readonly { path: string; line: number; how: string }[]): Files {
  const changed: Files = {};
  for (const { path, line, how } of edits) {
    const lines = String(changed[path] ?? files[path]).split("\n");
    const at = line % lines.length;
    const former = lines[at] ?? "";
    if (how === "replace") lines[at] = `${former} // formatPrice and CartStore`;
    else if (how === "remove") lines.splice(at, 1);
    else lines.splice(at, 0, how === "add" ? "addPrices(totalPrice, refundOrder);" : former);
    changed[path] = lines.join("\n");
  }
  return changed;
}

function changeOf(before: Files, after: Files): FileDiff[] {
  return sources.flatMap((path) => {
    const meta = { path, previousPath: null, status: "modified" as const };
    const outcome = diffTexts(String(before[path]), String(after[path]), meta);
    return outcome.ok && outcome.file.hunks.length > 0 ? [outcome.file] : [];
  });
}

/** `path:line` of everything that the hunks show, on the given side. */
function shownPlaces(files: readonly FileDiff[], side: "newLine" | "oldLine"): Set<string> {
  const places = files.flatMap(({ path, hunks }) =>
    hunks.flatMap(({ lines }) => lines.map((line) => `${path}:${line[side]}`)),
  );
  return new Set(places);
}

function placesOf({ path, startLine, text }: ContextItem): string[] {
  return text.split("\n").map((_, offset) => `${path}:${startLine + offset}`);
}

test("whatever is changed, the context shows nothing that the diff shows, and nothing twice", async () => {
  await using folder = new GitFolder(shop);
  const index = openCodeIndex(database, await ensureLocalRepository(database, folder.path));
  await index.update(await folder.tree());
  await fc.assert(
    fc.asyncProperty(
      fc.array(edit, { minLength: 1, maxLength: 5 }),
      // A server has the state before the change, the command line the one after it.
      fc.boolean(),
      async (edits, isIndexAtHead) => {
        const other = { ...shop, ...apply(shop, edits) };
        const [before, after] = isIndexAtHead ? [other, shop] : [shop, other];
        const files = changeOf(before, after);
        const requests = files.flatMap((file) =>
          file.hunks.map((_, hunkIndex) => ({
            file,
            changedFiles: files,
            hunkIndexes: [hunkIndex],
            headText: String(after[file.path]),
            maxTokens: 3_000,
          })),
        );
        const contexts = await index.contextForChange(requests);
        // The changed file's own lines are those of head, the others' those of the index.
        const ofHead = shownPlaces(files, "newLine");
        const ofIndex = shownPlaces(files, isIndexAtHead ? "newLine" : "oldLine");
        for (const [at, items] of contexts.entries()) {
          const { path: own } = requests[at]!.file;
          const places = items.flatMap(placesOf);
          expect(new Set(places).size).toBe(places.length);
          for (const place of places) {
            const shown = place.startsWith(`${own}:`) ? ofHead : ofIndex;
            expect(shown.has(place), place).toBe(false);
          }
          for (const { path, startLine, endLine, text } of items) {
            const lines = String((path === own ? after : shop)[path]).split("\n");
            expect(
              lines
                .slice(startLine - 1, endLine)
                .join("\n")
                .trimEnd(),
            ).toBe(text);
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("of a piece that is shown in part, the first run of lines is left that says something", () => {
  const range = { startLine: 10, endLine: 30 };
  expect(firstUnshown(range, [], 3)).toEqual(range);
  expect(firstUnshown(range, [{ startLine: 5, endLine: 12 }], 3)).toEqual({
    startLine: 13,
    endLine: 30,
  });
  expect(
    firstUnshown(
      range,
      [
        { startLine: 25, endLine: 40 },
        { startLine: 11, endLine: 20 },
      ],
      3,
    ),
  ).toEqual({ startLine: 21, endLine: 24 });
  expect(firstUnshown(range, [{ startLine: 12, endLine: 30 }], 3)).toBeNull();
  expect(firstUnshown({ startLine: 4, endLine: 4 }, [], 3)).toEqual({ startLine: 4, endLine: 4 });
});

test("the text before a change comes back from the text after it and its hunks", () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), (edits) => {
      const after = { ...shop, ...apply(shop, edits) };
      for (const { path, hunks } of changeOf(shop, after)) {
        const head = String(after[path]);
        const withoutEnd = (text: unknown) => String(text).replace(/\n$/, "");
        expect(withoutEnd(textBefore(head, hunks))).toBe(withoutEnd(shop[path]));
        const newLines = head.split("\n");
        for (const [at, text] of withoutEnd(shop[path]).split("\n").entries()) {
          const isShown = hunks.some(({ lines }) =>
            lines.some(({ oldLine }) => oldLine === at + 1),
          );
          if (!isShown) expect(newLines[lineAfter(at + 1, hunks) - 1]).toBe(text);
        }
      }
    }),
  );
});
