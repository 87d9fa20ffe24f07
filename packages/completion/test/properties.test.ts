import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readingRulesOf } from "../src/index.ts";
import { CodeScanner } from "../src/language/code-scanner.ts";
import { languageRulesOf } from "../src/language/language-rules.ts";
import { readGoldenCases } from "./golden-case.ts";
import { readPieces } from "./streamed.ts";

const languages = ["typescript", "python", "go", "java", "rust", "c", "ruby", "json", null];
const language = fc.constantFrom(...languages);

/** Pieces that code is made of, so that brackets, quotes and indentation meet in all orders. */
const piece = fc.constantFrom(
  ...["(", ")", "[", "]", "{", "}", "{\n", "}\n", "});\n", '"', "'", "`", "// ", "# ", "/*", "*/"],
  ...["\n", "\n\n", "\n  ", "\n    ", "\n\t", " ", ";", ",", ":", " = ", "=> ", ".", "\\", "\r\n"],
  ...[
    "if (a) ",
    "else ",
    "def f():",
    "end",
    "return value;",
    "call(a, b)",
    "name",
    "case 1:",
    "😀",
  ],
);
const code = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));

/** Brackets of code that is in order: what is open at its end, null where one closes nothing. */
function openAtEnd(name: string | null, text: string): number | null {
  const scanner = new CodeScanner(languageRulesOf(name));
  let isStray = false;
  for (const line of text.split("\n")) {
    scanner.scan(line, () => {
      isStray = true;
      return false;
    });
  }
  return isStray || scanner.state.in !== "code" ? null : scanner.open.length;
}

/** Without white space, whose kind and amount may be changed. */
const solid = (text: string) => text.replace(/\s/g, "");

describe("whatever stands around the cursor and whatever a model answers", () => {
  test("the text is the same however the stream is cut", async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(
        language,
        code,
        code,
        code,
        sizes,
        async (name, prefix, suffix, raw, cuts) => {
          const place = { language: name, prefix, suffix };
          const pieces: string[] = [];
          for (let at = 0, next = 0; at < raw.length; next += 1) {
            const size = cuts[next % cuts.length] ?? 1;
            pieces.push(raw.slice(at, at + size));
            at += size;
          }
          expect(await readPieces(place, pieces)).toEqual(await readPieces(place, [raw]));
        },
      ),
      { numRuns: 200 },
    );
  });

  test("the text is a piece of the answer, but for white space", async () => {
    await fc.assert(
      fc.asyncProperty(language, code, code, code, async (name, prefix, suffix, raw) => {
        const { text } = await readPieces({ language: name, prefix, suffix }, [raw]);
        expect(solid(raw)).toContain(solid(text));
      }),
      { numRuns: 200 },
    );
  });

  test("the line that is completed is not the next line once more", async () => {
    await fc.assert(
      fc.asyncProperty(language, code, code, code, async (name, prefix, suffix, raw) => {
        const place = { language: name, prefix, suffix: `\n${suffix}` };
        const { text } = await readPieces(place, [raw]);
        if (text === "") return;
        const inserted = (prefix + text).replaceAll("\r\n", "\n").split("\n").at(-1) ?? "";
        const next = suffix
          .replaceAll("\r\n", "\n")
          .split("\n")
          .find((line) => line.trim() !== "");
        if (next === undefined || !/[A-Za-z]{2}/.test(next)) return;
        expect(inserted.trimEnd()).not.toBe(next.trimEnd());
      }),
      { numRuns: 300 },
    );
  });

  test("brackets that were in pairs stay in pairs", async () => {
    const balanced = fc.letrec<{ block: string }>((tie) => ({
      block: fc
        .array(
          fc.oneof(
            { maxDepth: 3 },
            fc.constantFrom("a = 1;\n", "call(b);\n", "x\n", "\n"),
            tie("block").map((inner) => `if (c) {\n${inner}}\n`),
            tie("block").map((inner) => `f([${inner.trim()}]);\n`),
          ),
          { maxLength: 4 },
        )
        .map((all) => all.join("")),
    })).block;
    const cursor = fc.nat();
    await fc.assert(
      fc.asyncProperty(balanced, cursor, code, async (file, at, raw) => {
        const split = file.length === 0 ? 0 : at % (file.length + 1);
        const place = { prefix: file.slice(0, split), suffix: file.slice(split) };
        fc.pre(openAtEnd("go", file) === 0);
        const { text } = await readPieces({ language: "go", ...place }, [raw]);
        const after = openAtEnd("go", place.prefix + text + place.suffix);
        // A quote or comment that the answer begins on the cursor's line may hide what follows there.
        if (/["'`]|\/[/*]/.test(text)) return;
        expect(after).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});

test("a hard text is read in time that grows with its length only", async () => {
  const hard = ["(", '"', '\\"', "{\n", "/*", "a ", "'", "`", "x\n", " ", "\n", "[(", "/a", "r#"];
  for (const name of ["typescript", "rust"]) {
    for (const unit of hard) {
      const text = unit.repeat(Math.ceil(100_000 / unit.length));
      const startedAt = process.cpuUsage();
      await readPieces({ language: name, prefix: text, suffix: text }, [text]);
      await readPieces({ language: name, prefix: "f(", suffix: ")" }, [...text.slice(0, 4_000)]);
      expect(process.cpuUsage(startedAt).user).toBeLessThan(2_000_000);
    }
  }
});

test("rules for a place do not depend on how far away the rest of the file is", () => {
  const file = `${"const filler = call(1, 2);\n".repeat(4_000)}`;
  for (const { language: name, prefix, suffix, trigger } of readGoldenCases().slice(0, 40)) {
    if (name !== "typescript") continue;
    const near = readingRulesOf({ language: name, prefix, suffix, trigger }, null);
    const far = readingRulesOf({ language: name, prefix: file + prefix, suffix, trigger }, null);
    expect(far.extent).toEqual(near.extent);
  }
});
