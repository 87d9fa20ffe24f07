import fc from "fast-check";
import type { Snapshot, StoredFile } from "./git-sandbox.ts";

/** Lines that look like a diff's own, odd characters, and a few that repeat. */
const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom("", "}", "  return null;", "const a = 1;", "\treturn a;"),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      "--- a/x",
      "+++ b/x",
      "@@ -1 +1 @@ fn",
      "diff --git a/x b/x",
      "\\ No newline at end of file",
      "-",
      "+",
      " ",
      "* Unmerged path x",
      "GIT binary patch",
      "lone \r return",
      "\u2028 separator \u00a0",
      "é ü 漢字 🙂",
      "x".repeat(3000),
    ),
  },
  { weight: 3, arbitrary: fc.string({ unit: "grapheme", maxLength: 40 }).map(withoutBreaks) },
);

const ending = fc.constantFrom("\n", "\n", "\n", "\r\n");

/** NUL would make the file binary, a line feed would be two lines. */
function withoutBreaks(text: string): string {
  return text.replace(/[\0\n]/g, "?");
}

interface Text {
  lines: string[];
  hasFinalNewline: boolean;
}

export function textOf({ lines, hasFinalNewline }: Text): string {
  const text = lines.join("");
  return hasFinalNewline ? text : text.replace(/\r?\n$/, "");
}

const fullLine = fc.tuple(line, ending).map(([text, end]) => text + end);

const text: fc.Arbitrary<Text> = fc.record({
  lines: fc.array(fullLine, { maxLength: 60, size: "max" }),
  hasFinalNewline: fc.boolean(),
});

/** Replaces pieces of a text: what people do to files. */
const edits = fc.array(
  fc.record({
    at: fc.nat(60),
    remove: fc.nat(4),
    insert: fc.array(fullLine, { maxLength: 4 }),
  }),
  { maxLength: 5 },
);

/** A text and what became of it. */
export const editedText: fc.Arbitrary<{ before: string; after: string }> = fc
  .tuple(text, edits, fc.boolean())
  .map(([before, steps, hasFinalNewline]) => {
    const lines = [...before.lines];
    for (const { at, remove, insert } of steps) lines.splice(at, remove, ...insert);
    return { before: textOf(before), after: textOf({ lines, hasFinalNewline }) };
  });

const pathPart = fc.oneof(
  fc.constantFrom("src", "a", "b", " b", "b ", "x y.ts", 'quo"te', "tab\there", "back\\slash"),
  fc.constantFrom("ä.ts", "漢字", "🙂", "new\nline", "a b b", "-dash", "'"),
  fc.stringMatching(/^[a-z][a-z0-9 ]{0,6}$/),
);
/** A number in front keeps a path from being another's folder. */
const filePath = fc
  .tuple(fc.nat(99), fc.array(pathPart, { minLength: 1, maxLength: 3 }))
  .map(([number, parts]) => `${number}/${parts.join("/")}/${number}`);

const mode = fc.constantFrom<StoredFile["mode"]>("100644", "100644", "100755");

const fate = fc.constantFrom("edit", "edit", "edit", "add", "delete", "move", "link", "binary");

/** Two states of a few files: edited, added, deleted, moved, made a symlink or binary. */
export const snapshots: fc.Arbitrary<{ before: Snapshot; after: Snapshot }> = fc
  .uniqueArray(
    fc.record({ path: filePath, text: editedText, oldMode: mode, newMode: mode, fate }),
    { maxLength: 12, minLength: 1, selector: (file) => file.path },
  )
  .map((files) => {
    const before = new Map<string, StoredFile>();
    const after = new Map<string, StoredFile>();
    for (const { path, text: edit, oldMode, newMode, fate: what } of files) {
      if (what !== "add") before.set(path, { mode: oldMode, content: edit.before });
      if (what === "edit" || what === "add")
        after.set(path, { mode: newMode, content: edit.after });
      if (what === "move") after.set(`${path}.moved`, { mode: newMode, content: edit.after });
      if (what === "link") after.set(path, { mode: "120000", content: "some/target" });
      if (what === "binary") after.set(path, { mode: newMode, content: `\0${edit.after}` });
    }
    return { before, after };
  });
