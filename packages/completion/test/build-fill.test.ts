import { estimateTokens, renderFim } from "@devflow/expert";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type BuiltFill,
  buildFill,
  type CompletionInput,
  type FillOptions,
  readingRulesOf,
  type Snippet,
} from "../src/index.ts";

const options: FillOptions = { windowTokens: 4_096, maxOutputTokens: 256, family: "qwen-coder" };

function fill(
  input: Partial<CompletionInput> & Pick<CompletionInput, "prefix" | "suffix">,
  other: Partial<FillOptions> = {},
): BuiltFill {
  const whole: CompletionInput = {
    ...{ language: "typescript", path: "src/a.ts", repositoryId: null },
    ...{ snippets: [], trigger: "automatic" },
    ...input,
  };
  const all = { ...options, ...other };
  return buildFill(whole, all, readingRulesOf(whole, all.family));
}

const lines = (count: number, word: string) =>
  Array.from({ length: count }, (_, index) => `const ${word}${index} = read(${index});\n`).join("");

const snippet = (source: Snippet["source"], path: string, text: string, score = 1): Snippet => ({
  ...{ source, path, text, score },
});

describe("the view of a file", () => {
  test("is the whole file where it fits", () => {
    const { prefix, suffix } = fill({ prefix: "a\nb", suffix: "\nc\n" });
    expect([prefix, suffix]).toEqual(["a\nb", "\nc\n"]);
  });

  test("is mostly what stands in front of the cursor, in whole lines", () => {
    const { prefix, suffix } = fill({ prefix: lines(1_000, "a"), suffix: lines(1_000, "b") });
    expect(prefix).toMatch(/^const a\d+ = /);
    expect(suffix).toMatch(/;\n$/);
    const [before, behind] = [estimateTokens(prefix), estimateTokens(suffix)];
    expect(before / 2_048).toBeGreaterThan(0.55);
    expect(behind / 2_048).toBeGreaterThan(0.1);
    expect(before + behind).toBeLessThan(2_048 * 0.8);
  });

  test("gives the room of an empty suffix to the prefix", () => {
    const { prefix } = fill({ prefix: lines(1_000, "a"), suffix: "" });
    expect(estimateTokens(prefix) / 2_048).toBeGreaterThan(0.7);
  });

  test("is smaller for a small window", () => {
    const small = { windowTokens: 1_024 };
    const { prefix, suffix } = fill({ prefix: lines(500, "a"), suffix: lines(500, "b") }, small);
    expect(estimateTokens(prefix) + estimateTokens(suffix)).toBeLessThan(1_024 - 256);
  });

  test("has line ends of one kind", () => {
    const { prefix, suffix } = fill({ prefix: "a\r\nb", suffix: "\r\nc" });
    expect([prefix, suffix]).toEqual(["a\nb", "\nc"]);
  });

  test("is the end of a line that is larger than the window, and no half of a character", () => {
    const huge = "😀x".repeat(40_000);
    for (const shift of ["", "y"]) {
      const { prefix, suffix } = fill({ prefix: huge + shift, suffix: shift + huge });
      expect(prefix.isWellFormed()).toBe(true);
      expect(suffix.isWellFormed()).toBe(true);
      expect(prefix.length).toBeGreaterThan(100);
      expect(huge + shift).toContain(prefix);
      expect((shift + huge).startsWith(suffix)).toBe(true);
    }
  });

  test("ends at lines that hold a word of the model's vocabulary", () => {
    const { prefix, suffix } = fill({
      prefix: 'const a = 1;\nconst word = "<|fim_prefix|>";\nconst b = ',
      suffix: ';\nconst c = 2;\nconst end = "<|endoftext|>";\n',
    });
    expect([prefix, suffix]).toEqual(["const b = ", ";\nconst c = 2;\n"]);
    expect(renderFim("qwen-coder", { prefix, suffix })).not.toBeNull();
  });
});

describe("snippets", () => {
  const input = { prefix: "import { load } from './load.ts';\n", suffix: "" };

  test("go from the least to the most useful", () => {
    const { files } = fill({
      ...input,
      snippets: [
        snippet("declaration", "src/load.ts", "export function load(path: string): Config;"),
        snippet("clipboard", "", "const copied = someText();"),
        snippet("opened_file", "src/b.ts", "export const opened = 1;"),
        snippet("index_similar", "src/c.ts", "export const second = 2;", 0.2),
        snippet("index_similar", "src/d.ts", "export const first = 3;", 0.9),
      ],
    });
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(["clipboard", "src/b.ts", "src/c.ts", "src/d.ts", "src/load.ts"]);
  });

  test("are left out when they are on view, or were shown by another source", () => {
    const text = "export function load(path: string): Config;";
    const { files } = fill({
      prefix: "const visible = first();\nconst other = second();\n",
      suffix: "",
      snippets: [
        snippet("opened_file", "src/a.ts", "const visible = first();\nconst unseen = third();"),
        snippet("index_similar", "src/z.ts", "const visible = first();\nconst other = second();"),
        snippet("declaration", "src/load.ts", text),
        snippet("changed_file", "src/load.ts", text),
      ],
    });
    expect(files).toEqual([{ path: "src/load.ts", text }]);
  });

  test("are comments on top for a family that knows no other files", () => {
    const { prefix, files } = fill(
      { ...input, snippets: [snippet("declaration", "src/load.ts", "function load();\n\nrun();")] },
      { family: "codellama" },
    );
    expect(files).toEqual([]);
    expect(prefix).toBe(
      `// Path: src/load.ts\n// function load();\n//\n// run();\n${input.prefix}`,
    );
  });

  test("with a word of the model's vocabulary are left out", () => {
    const snippets = [snippet("declaration", "src/x.ts", 'const stop = "<|file_sep|>";')];
    expect(fill({ ...input, snippets }).files).toEqual([]);
  });
});

test("never is more shown than there is room, and never another text than the file's", () => {
  const line = fc.string({ unit: "grapheme", maxLength: 60 });
  const text = fc.array(line, { maxLength: 200 }).map((all) => all.join("\n"));
  fc.assert(
    fc.property(
      text,
      text,
      fc.integer({ min: 400, max: 3_000 }),
      (prefix, suffix, windowTokens) => {
        const snippets = [
          snippet("declaration", "src/x.ts", suffix),
          snippet("clipboard", "", prefix),
        ];
        const built = fill({ prefix, suffix, snippets }, { windowTokens });
        const files = built.files.map(({ path, text: shown }) => path + shown).join("");
        const tokens = [built.prefix, built.suffix, files].map(estimateTokens);
        const used = tokens.reduce((sum, each) => sum + each, 0);
        expect(used).toBeLessThanOrEqual(windowTokens - 256);
        expect(prefix.replaceAll("\r\n", "\n").endsWith(built.prefix)).toBe(true);
        expect(suffix.replaceAll("\r\n", "\n").startsWith(built.suffix)).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});
