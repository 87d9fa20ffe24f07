import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import {
  checkSuggestion,
  commentableLines,
  diffTexts,
  type Position,
  rebaseSuggestion,
  splitLines,
} from "../src/index.ts";
import { editedText } from "./support/arbitraries.ts";
import { GitSandbox } from "./support/git-sandbox.ts";

const sandbox = new GitSandbox();
afterAll(() => sandbox.remove());

const PATH = "src/a.ts";

/**
 * What a suggestion block does, as a patch for git: the named lines go, the written ones come. It
 * is made from position and words alone, with the endings of the file, not from our own result.
 */
function patchOf(headText: string, position: Position, suggestion: string): string {
  const lines = splitLines(headText);
  const replaced = lines.slice(position.startLine - 1, position.line);
  const written = splitLines(suggestion).map(({ text }) => text);
  const noNewline = "\\ No newline at end of file\n";
  const before = lines[position.startLine - 2];
  const after = lines[position.line];
  const row = (mark: string, text: string, ending: string) =>
    `${mark}${text}${ending === "" ? `\n${noNewline}` : ending}`;
  const isEnd = position.line === lines.length;
  const lastEnding = replaced.at(-1)?.ending ?? "";
  const endings = endingsOf(headText, position, suggestion);
  const body = [
    ...(before ? [row(" ", before.text, before.ending)] : []),
    ...replaced.map(({ text, ending }) => row("-", text, ending)),
    ...written.map((text, index) => row("+", text, endings[index] ?? "")),
    ...(after ? [row(" ", after.text, after.ending)] : []),
  ];
  const around = (before ? 1 : 0) + (after ? 1 : 0);
  const oldCount = replaced.length + around;
  const newCount = written.length + around;
  const start = before ? position.startLine - 1 : position.startLine;
  expect(isEnd || lastEnding !== "").toBe(true);
  const newStart = newCount === 0 ? start - 1 : start;
  return [
    `diff --git a/${PATH} b/${PATH}\n--- a/${PATH}\n+++ b/${PATH}\n`,
    `@@ -${start},${oldCount} +${newStart},${newCount} @@\n`,
    ...body,
  ].join("");
}

/** The endings that the product wrote: only which newline a line has is taken from it, no content. */
function endingsOf(headText: string, position: Position, suggestion: string): string[] {
  const checked = checkSuggestion({ headText, file: fileOf("", headText), position, suggestion });
  if (!checked.ok) throw new Error(checked.reason);
  const count = splitLines(suggestion).length;
  const lines = splitLines(checked.newText).slice(position.startLine - 1);
  return lines.slice(0, count).map(({ ending }) => ending);
}

function fileOf(before: string, after: string) {
  const status = before === "" ? "added" : "modified";
  const outcome = diffTexts(before, after, { path: PATH, previousPath: null, status });
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.file;
}

const suggestedLine = fc.constantFrom(
  "",
  "  return null;",
  "\treturn a;",
  "const b = 2;",
  "}",
  "é 🙂",
  "+x",
  "-y",
  "\\ z",
  " ",
);

const attempt = fc.record({
  text: editedText,
  at: fc.nat(),
  height: fc.nat(5),
  lines: fc.array(suggestedLine, { maxLength: 5 }),
  keepFirst: fc.nat(3),
  keepLast: fc.nat(3),
  ending: fc.constantFrom("", "\n", "\r\n"),
});

test("every suggestion that is accepted applies with git, wide and narrow, and gives the same file", () => {
  let accepted = 0;
  fc.assert(
    fc.property(
      attempt,
      ({ text: { before, after }, at, height, lines, keepFirst, keepLast, ending }) => {
        fc.pre(after !== "" && before !== after);
        const file = fileOf(before, after);
        const places = commentableLines(file, "RIGHT");
        fc.pre(places.length > 0);
        const startLine = places[at % places.length]!;
        const line = places.includes(startLine + height) ? startLine + height : startLine;
        const position: Position = { side: "RIGHT", startLine, line };
        const replaced = splitLines(after)
          .slice(startLine - 1, line)
          .map(({ text }) => text);
        const written = [
          ...replaced.slice(0, keepFirst),
          ...lines,
          ...replaced.slice(Math.max(keepFirst, replaced.length - keepLast)),
        ].map((each) => each.replace(/\r$/, ""));
        const suggestion = rebaseSuggestion(
          replaced,
          written.join("\n") + (written.length > 0 ? ending : ""),
        );
        const checked = checkSuggestion({ headText: after, file, position, suggestion });
        if (!checked.ok) return;
        accepted += 1;
        const head = new Map([[PATH, { mode: "100644" as const, content: after }]]);
        const wanted = new Map([[PATH, { mode: "100644" as const, content: checked.newText }]]);
        sandbox.expectApplies(head, patchOf(after, position, suggestion), wanted);
        if (checked.trimmed !== null) {
          const { trimmed } = checked;
          sandbox.expectApplies(head, patchOf(after, trimmed.position, trimmed.suggestion), wanted);
        }
      },
    ),
    { numRuns: 60, interruptAfterTimeLimit: 20_000, skipAllAfterTimeLimit: 20_000 },
  );
  expect(accepted).toBeGreaterThan(10);
});
