import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import {
  anchorQuote,
  checkSuggestion,
  commentableLines,
  countChangedLines,
  diffTexts,
  type FileDiff,
  isCommentable,
  type Position,
  parseFilePatch,
  parseUnifiedDiff,
  type SuggestionRequest,
  splitLines,
} from "../src/index.ts";
import { applyHunks } from "./support/apply-hunks.ts";
import { editedText, snapshots } from "./support/arbitraries.ts";
import { GitSandbox } from "./support/git-sandbox.ts";
import { parseNumstat } from "./support/numstat.ts";

const sandbox = new GitSandbox();
afterAll(() => sandbox.remove());

const META = { path: "x", previousPath: null, status: "modified" } as const;

/** A suggestion for some lines of a changed file; often one that repeats lines that are there. */
const suggestionAttempt = fc
  .tuple(editedText, fc.nat(), fc.nat(3), fc.string(), fc.nat(2))
  .map(([edit, at, length, other, choice]): SuggestionRequest => {
    const file = modified(edit.before, edit.after);
    const lines = commentableLines(file, "RIGHT");
    const startLine = lines[at % lines.length] ?? 0;
    return {
      headText: edit.after,
      file,
      position: { side: "RIGHT", startLine, line: startLine + length },
      suggestion: [other, edit.before, edit.after][choice] ?? other,
    };
  });

function modified(before: string, after: string): FileDiff {
  const outcome = diffTexts(before, after, META);
  expect(outcome.ok).toBe(true);
  return outcome.ok ? outcome.file : parseFilePatch("", META);
}

describe("agreement with git on generated changes", () => {
  // Three git processes a run: a shrinking failure would take minutes, so it ends at the first.
  test("the parse has git's files and counts, and leads from the old text to the new one", () => {
    fc.assert(
      fc.property(snapshots, ({ before, after }) => {
        sandbox.store(before, after);
        const files = parseUnifiedDiff(sandbox.diff());
        const stats = parseNumstat(sandbox.diff("--numstat", "-z"));
        expect(new Set(files.map((file) => file.path))).toEqual(
          new Set(stats.map((stat) => stat.path)),
        );
        for (const { path, added, removed } of stats) {
          const parts = files.filter((file) => file.path === path);
          if (added === "-") {
            expect(parts.some((file) => file.isBinary)).toBe(true);
            continue;
          }
          const counts = parts.map(countChangedLines);
          expect(counts.reduce((sum, count) => sum + count.added, 0)).toBe(Number(added));
          expect(counts.reduce((sum, count) => sum + count.removed, 0)).toBe(Number(removed));
        }
        for (const file of files.filter((candidate) => !candidate.isBinary)) {
          const oldText = before.get(file.previousPath ?? file.path)?.content ?? "";
          const source = file.status === "added" ? "" : oldText;
          const target = file.status === "deleted" ? "" : after.get(file.path)?.content;
          expect(applyHunks(file, source)).toBe(target);
        }
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });

  test("what our diff of two texts says, git applies", () => {
    fc.assert(
      fc.property(fc.array(editedText, { minLength: 8, maxLength: 12 }), (edits) => {
        const changed = edits.filter(({ before, after }) => before !== after);
        fc.pre(changed.length > 0);
        expectPatchApplies(changed);
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });

  test("a suggestion that passes the check applies with git and changes only its lines", () => {
    let applied = 0;
    fc.assert(
      fc.property(fc.array(suggestionAttempt, { minLength: 20, maxLength: 30 }), (attempts) => {
        const accepted = attempts.flatMap((request) => {
          const outcome = checkSuggestion(request);
          if (!outcome.ok) return [];
          expectOnlyItsLines(request.headText, outcome.newText, request.position);
          return [{ before: request.headText, after: outcome.newText }];
        });
        applied += accepted.length;
        if (accepted.length > 0) expectPatchApplies(accepted);
      }),
      { numRuns: 10, endOnFailure: true },
    );
    expect(applied).toBeGreaterThan(20);
  });
});

describe("positions on generated changes", () => {
  test("a trimmed suggestion says the same on the fewest lines", () => {
    fc.assert(
      fc.property(suggestionAttempt, (request) => {
        const outcome = checkSuggestion(request);
        if (!outcome.ok || !outcome.trimmed) return;
        expect(checkSuggestion({ ...request, ...outcome.trimmed })).toMatchObject({
          ok: true,
          newText: outcome.newText,
          trimmed: null,
        });
      }),
      { numRuns: 1000 },
    );
  });

  test("every line that can carry a comment is a line of that side, and no other is", () => {
    fc.assert(
      fc.property(editedText, ({ before, after }) => {
        const file = modified(before, after);
        for (const [side, text] of [
          ["LEFT", before],
          ["RIGHT", after],
        ] as const) {
          const lines = new Set(commentableLines(file, side));
          for (let line = 0; line <= splitLines(text).length + 1; line += 1) {
            const isThere = file.hunks.some((hunk) =>
              hunk.lines.some((one) => (side === "LEFT" ? one.oldLine : one.newLine) === line),
            );
            expect(isCommentable(file, { side, startLine: line, line })).toBe(isThere);
            expect(lines.has(line)).toBe(isThere);
          }
        }
      }),
    );
  });

  test("a quoted piece of the diff is found where its text stands, or nowhere", () => {
    fc.assert(
      fc.property(editedText, fc.nat(), fc.integer({ min: 1, max: 4 }), (edit, at, size) => {
        const file = modified(edit.before, edit.after);
        const all = commentableLines(file, "RIGHT");
        fc.pre(all.length > 0);
        const first = all[at % all.length]!;
        const head = splitLines(edit.after).map((line) => line.text);
        const quote = head.slice(first - 1, first - 1 + size).join("\n");
        const anchor = anchorQuote(file, quote);
        if (!anchor) return;
        expect(isCommentable(file, anchor)).toBe(true);
        const text = splitLines(anchor.side === "RIGHT" ? edit.after : edit.before)
          .slice(anchor.startLine - 1, anchor.line)
          .map((line) => line.text)
          .join("");
        if (anchor.match !== "fuzzy") expect(bare(text)).toBe(bare(quote));
      }),
    );
  });
});

/** What whitespace-tolerant means; a `+` or `-` of the code may be taken for a diff's marker. */
function bare(text: string): string {
  return text.replace(/[\s+-]+/gu, "");
}

function expectOnlyItsLines(before: string, after: string, position: Position): void {
  const head = splitLines(before);
  const changed = splitLines(after);
  const tail = head.length - position.line;
  expect(changed.slice(0, position.startLine - 1)).toEqual(head.slice(0, position.startLine - 1));
  expect(changed.slice(changed.length - tail)).toEqual(head.slice(head.length - tail));
}

/** All edits as one patch of many files: four git processes. */
function expectPatchApplies(edits: readonly { before: string; after: string }[]): void {
  const snapshot = (side: "before" | "after") =>
    new Map(
      edits.map((edit, index) => [`f${index}`, { mode: "100644", content: edit[side] } as const]),
    );
  const patch = edits.map((edit, index) => toPatch(`f${index}`, modified(edit.before, edit.after)));
  sandbox.expectApplies(snapshot("before"), patch.join(""), snapshot("after"));
}

function toPatch(path: string, file: FileDiff): string {
  const markers = { added: "+", removed: "-", context: " " };
  const body = file.hunks.map((hunk) => {
    const header = `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@\n`;
    const lines = hunk.lines.map(({ kind, text, noNewlineAtEnd }) => {
      const end = noNewlineAtEnd ? "\n\\ No newline at end of file\n" : "\n";
      return markers[kind] + text + end;
    });
    return header + lines.join("");
  });
  return `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n${body.join("")}`;
}
