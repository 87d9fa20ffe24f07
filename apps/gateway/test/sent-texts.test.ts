import { diffTexts } from "@devflow/diff";
import fc from "fast-check";
import { expect, test } from "vitest";
import { SentTexts } from "../src/assist/sent-texts.ts";

const path = "src/a.ts";
const lines = fc.array(fc.constantFrom("a", "b", "c", "", "  d", "}"), { maxLength: 30 });
const text = fc
  .tuple(lines, fc.constantFrom("\n", "\r\n"), fc.boolean())
  .map(([all, ending, isEnded]) => all.join(ending) + (isEnded && all.length > 0 ? ending : ""));

function diffOf(before: string, after: string) {
  const outcome = diffTexts(before, after, { path, previousPath: null, status: "modified" });
  if (!outcome.ok) throw new Error("small texts are compared");
  return outcome.file;
}

test("of a new text and its diff the old one is made, by any line ends", () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      // Line ends that git shows on one side only are not those of an editor's file.
      const [old, now] = [before.replaceAll("\r", ""), after.replaceAll("\r", "")];
      if (old === now) return;
      const crlf = (lf: string) => lf.replaceAll("\n", "\r\n");
      expect(new SentTexts([diffOf(old, now)], [{ path, after: now }]).read("base", path)).toBe(
        old,
      );
      // As git shows it where it turns line ends: the diff has none, the editor has them.
      const turned = new SentTexts([diffOf(old, now)], [{ path, after: crlf(now) }]);
      if (now.includes("\n")) expect(turned.read("base", path)).toBe(crlf(old));
    }),
    { numRuns: 300 },
  );
});

test("a text that is not that of the diff is read by no rule, and that is said", () => {
  const file = diffOf("a\nb\nc\n", "a\nx\nc\n");
  const moved = new SentTexts([file], [{ path, after: "new\na\nx\nc\n" }]);
  expect([moved.read("head", path), moved.read("base", path)]).toEqual([null, null]);
  expect(moved.missing()).toEqual([
    { path, reason: "rules did not read it: the text that was sent is not that of the diff" },
  ]);
  expect(new SentTexts([file], [{ path, after: "a\nx\nc\n" }]).missing()).toEqual([]);
});

test("a diff that lacks a hunk is told by both texts, whatever their line ends", () => {
  const before = [...Array(30).keys()].join("\n");
  const after = before.replace("3\n", "three\n").replace("28", "x");
  const whole = diffOf(before, after);
  const [first] = whole.hunks;
  const cut = { ...whole, hunks: first === undefined ? [] : [first] };
  const crlf = before.replaceAll("\n", "\r\n");
  expect(new SentTexts([whole], [{ path, before: crlf, after }]).missing()).toEqual([]);
  expect(new SentTexts([cut], [{ path, before: crlf, after }]).missing()).toEqual([
    { path, reason: "its diff is cut: it does not make the new text of the old one" },
  ]);
});
