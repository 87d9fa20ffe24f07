import { diffTexts, type Position, splitLines } from "@devflow/diff";
import { countSyntaxErrors } from "@devflow/syntax";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { checkCommittable } from "../src/verify/check-committable.ts";
import { PatchFolder } from "./support/git-apply.ts";

const folder = new PatchFolder();
afterAll(() => folder.remove());

const typescript = `export class Cart {
  items: Item[] = [];

  total(rate: number): number {
    let sum = 0;
    for (const item of this.items) {
      if (item.isFree) continue;
      sum += item.price * rate;
    }
    return sum;
  }
}`;
const python = `class Cart:
    def total(self, rate):
        total = 0
        for item in self.items:
            if item.is_free:
                continue
            total += item.price * rate
        return total`;
const go = `package cart

func Total(items []Item, rate float64) (float64, error) {
	sum := 0.0
	for _, item := range items {
		if item.Free {
			continue
		}
		sum += item.Price * rate
	}
	return sum, nil
}`;
const java = `class Cart {
    double total(List<Item> items, double rate) {
        double sum = 0;
        for (Item item : items) {
            if (item.isFree()) continue;
            sum += item.price() * rate;
        }
        return sum;
    }
}`;
const sources = [
  ["src/cart.ts", typescript],
  ["cart.py", python],
  ["cart.go", go],
  ["Cart.java", java],
] as const;

/** What experts write: the lines changed a little, with another indentation, cut off, or broken. */
const change = fc.constantFrom<(lines: string[]) => string[]>(
  (lines) => lines.map((line) => line.replace("rate", "taxRate")),
  (lines) => lines.map((line) => line.trimStart()),
  (lines) => lines.map((line) => line.replace("0", "1").trimStart()),
  (lines) => lines.map((line) => line.replace(/^\s+/, "  ").replace("sum", "total")),
  (lines) => lines.slice(1),
  (lines) => [...lines, lines.at(-1) ?? ""],
  (lines) => lines.map((line) => `${line} // checked`),
  (lines) => lines.map((line) => line.replace(/[({]/, "")),
  () => [],
  () => ["return compute(", "  1,", ");"],
);

const attempt = fc.record({
  source: fc.constantFrom(...sources),
  at: fc.nat(),
  height: fc.nat(3),
  change,
  eol: fc.constantFrom("\n", "\r\n"),
  hasFinalNewline: fc.boolean(),
});

/** As GitHub and git do it: the lines go, the words of the suggestion come, with the file's endings. */
function patchOf(path: string, head: string, newText: string): string {
  const outcome = diffTexts(head, newText, { path, previousPath: null, status: "modified" });
  if (!outcome.ok) throw new Error(outcome.reason);
  const hunks = outcome.file.hunks.flatMap((hunk) => [
    `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@\n`,
    ...hunk.lines.map(({ kind, text, noNewlineAtEnd }) => {
      const mark = { added: "+", removed: "-", context: " " }[kind];
      return `${mark}${text}\n${noNewlineAtEnd ? "\\ No newline at end of file\n" : ""}`;
    }),
  ]);
  return [`diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n`, ...hunks].join("");
}

test("every suggestion that would be posted applies with git, parses, and keeps the line endings", async () => {
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(
      attempt,
      async ({ source: [path, text], at, height, change: edit, eol, hasFinalNewline }) => {
        const headText = text.replaceAll("\n", eol) + (hasFinalNewline ? eol : "");
        const rows = splitLines(headText);
        const startLine = 1 + (at % rows.length);
        const line = Math.min(rows.length, startLine + height);
        const position: Position = { side: "RIGHT", startLine, line };
        const added = diffTexts("", headText, { path, previousPath: null, status: "added" });
        if (!added.ok) throw new Error(added.reason);
        const suggestion = edit(rows.slice(startLine - 1, line).map((row) => row.text)).join("\n");
        const checked = await checkCommittable(
          { file: added.file, headText, position, suggestion },
          { isExperts: true, mayOnlyComment: false },
        );
        if (typeof checked === "string") return;
        accepted += 1;
        const { newText } = checked;
        const patch = patchOf(path, headText, newText);
        expect(folder.applied(path, headText, patch)).toBe(newText);
        expect(await countSyntaxErrors({ path, text: newText })).toBeLessThanOrEqual(
          (await countSyntaxErrors({ path, text: headText })) ?? 0,
        );
        const endings = new Set(splitLines(newText).map(({ ending }) => ending));
        expect([...endings].filter((ending) => ending !== "" && ending !== eol)).toEqual([]);
        // What is posted: its narrow form replaces the named lines by its words and nothing else.
        const narrow = checked.position;
        const words = splitLines(checked.suggestion).map((row) => row.text);
        const textsOf = (whole: string) => splitLines(whole).map((row) => row.text);
        expect(textsOf(newText)).toEqual(
          textsOf(headText).toSpliced(
            narrow.startLine - 1,
            narrow.line - narrow.startLine + 1,
            ...words,
          ),
        );
      },
    ),
    { numRuns: 150, interruptAfterTimeLimit: 25_000 },
  );
  expect(accepted).toBeGreaterThan(15);
});
