import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyEdits } from "../src/patch/apply-edits.ts";
import { parsePatchAnswer } from "../src/patch/parse-patch-answer.ts";

interface Sent {
  path: string;
  text: string;
  selection: null;
}

const sent = (path: string, text: string): Sent => ({ path, text, selection: null });
const block = (search: string, replace: string) =>
  `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;

function apply(answer: string, files: readonly Sent[]) {
  const drafted = parsePatchAnswer(
    answer,
    files.map(({ path }) => path),
  );
  const { changes, refused } = applyEdits(files, drafted.edits, { refuseNew: () => null });
  return {
    after: Object.fromEntries(changes.map(({ path, after }) => [path, after])),
    reasons: [...refused.map(({ reason }) => reason), ...drafted.problems],
  };
}

describe("an edit is made where it is meant, or refused with the reason", () => {
  test("a block that comes twice is one", () => {
    const one = block("b", "b\nc");
    const { after, reasons } = apply(`FILE: a.ts\n${one}\n${one}`, [sent("a.ts", "a\nb\n")]);
    expect({ after, reasons }).toEqual({ after: { "a.ts": "a\nb\nc\n" }, reasons: [] });
  });

  test("a text with another space in it is another text", () => {
    const { after, reasons } = apply(
      `FILE: a.py\n${block('say("no  w")', 'say("now", loud=True)')}`,
      [sent("a.py", 'say("now")\n')],
    );
    expect(after).toEqual({});
    expect(reasons).toEqual([
      'the file has no such lines, from "say("no  w")" on: copy them exactly',
    ]);
  });

  test("a deletion is not taken for a change of the file before it", () => {
    const hunk = "@@ -1 +0,0 @@\n-shared\n";
    const { after, reasons } = apply(
      `\`\`\`diff\n--- a/a.ts\n+++ b/a.ts\n@@ -1 +1 @@\n-one\n+two\n--- a/b.ts\n+++ /dev/null\n${hunk}\`\`\``,
      [sent("a.ts", "one\nshared\n"), sent("b.ts", "shared\n")],
    );
    expect(after).toEqual({ "a.ts": "two\nshared\n" });
    expect(reasons).toEqual(["files are not deleted here: b.ts"]);
  });

  test("a file is not renamed by a diff", () => {
    const { after, reasons } = apply(
      "```diff\ndiff --git a/a.ts b/b.ts\nrename from a.ts\nrename to b.ts\n--- a/a.ts\n+++ b/b.ts\n@@ -1 +1 @@\n-one\n+two\n```",
      [sent("a.ts", "one\n"), sent("b.ts", "one\n")],
    );
    expect(after).toEqual({});
    expect(reasons).toEqual(["files are not renamed here: a.ts to b.ts"]);
  });

  test("a file is not emptied by a block", () => {
    const { after, reasons } = apply(`FILE: a.ts\n${block("one\ntwo", "")}`, [
      sent("a.ts", "one\ntwo\n"),
    ]);
    expect({ after, reasons }).toEqual({ after: {}, reasons: ["the file would be empty"] });
  });

  test("of files whose names differ in capitals only, a third spelling is none", () => {
    const { after, reasons } = apply(`FILE: src/CART.ts\n${block("one", "two")}`, [
      sent("src/cart.ts", "one\n"),
      sent("src/Cart.ts", "one\n"),
    ]);
    expect(after).toEqual({});
    expect(reasons).toEqual(["this file was not sent, so nothing in it can be replaced"]);
  });

  test("a name is the same however its letters are composed", () => {
    const decomposed = "src/a\u0308.ts";
    const { after } = apply(`FILE: src/\u00e4.ts\n\`\`\`ts\ntwo\n\`\`\``, [
      sent(decomposed, "one\n"),
    ]);
    expect(after).toEqual({ [decomposed]: "two\n" });
  });

  test.each(["a.ts/b.ts", "src"])("a new file %s is not where another is", (path) => {
    const files = [sent("a.ts", "one\n"), sent("src/c.ts", "one\n")];
    const edits = [{ kind: "whole_file" as const, path, lines: ["x"] }];
    const { changes, refused } = applyEdits(files, edits, { refuseNew: () => null });
    expect([changes, refused.map(({ reason }) => reason)]).toEqual([
      [],
      ["a file or a folder of that name is there"],
    ]);
  });

  test("lines that an answer indents in its own way keep their indentation, and new ones get it", () => {
    const before = "class A:\r\n\tdef f(self):\r\n\t\tif a:\r\n\t\t\treturn 1\r\n\t\treturn 2";
    const quote = "  def f(self):\n    if a:\n      return 1\n    return 2";
    const wanted = "  def f(self):\n    if a:\n      log(a)\n      return 1\n    return 3";
    const { after } = apply(`FILE: a.py\n${block(quote, wanted)}`, [sent("a.py", before)]);
    expect(after["a.py"]).toBe(
      "class A:\r\n\tdef f(self):\r\n\t\tif a:\r\n\t\t\tlog(a)\r\n\t\t\treturn 1\r\n\t\treturn 3",
    );
  });
});

/** Lines of a file that are all different, with the indentation of blocks. */
const written = fc.uniqueArray(
  fc.record({ depth: fc.nat(3), word: fc.stringMatching(/^[a-z]{1,6}$/) }),
  { minLength: 3, maxLength: 20, selector: ({ word }) => word },
);
const unit = fc.constantFrom("\t", "  ", "    ");

test("however an answer drifts in white space, what it leaves as it is stays to the byte", () => {
  fc.assert(
    fc.property(
      ...[written, unit, unit, fc.nat(20), fc.nat(5)],
      ...[fc.constantFrom("\n", "\r\n"), fc.boolean(), fc.constantFrom("", " ", "\t")],
      (lines, own, its, at, length, ending, isEnded, trailing) => {
        const from = at % lines.length;
        const to = Math.min(lines.length, from + length + 1);
        const shown = lines.map(({ depth, word }) => `${own.repeat(depth)}${word}();`);
        const before = shown.join(ending) + (isEnded ? ending : "");
        const drifted = lines
          .slice(from, to)
          .map(({ depth, word }) => `${its.repeat(depth)}${word}();${trailing}`);
        const last = lines[to - 1];
        if (last === undefined) return;
        // One more line at the end, as deep as the last one; everything else stays.
        const added = [...drifted, `${its.repeat(last.depth)}ADDED();`];
        const answer = `FILE: a.ts\n${block(drifted.join("\n"), added.join("\n"))}`;
        const { after, reasons } = apply(answer, [sent("a.ts", before)]);
        expect(reasons).toEqual([]);
        const wanted = shown.toSpliced(to, 0, `${own.repeat(last.depth)}ADDED();`);
        expect(after["a.ts"]).toBe(wanted.join(ending) + (isEnded ? ending : ""));
      },
    ),
    { numRuns: 300 },
  );
});
