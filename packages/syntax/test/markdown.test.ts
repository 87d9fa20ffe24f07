import fc from "fast-check";
import { expect, test } from "vitest";
import { type Chunk, chunkMarkdown } from "../src/index.ts";

const chunk = (text: string) => chunkMarkdown({ path: "README.md", text });
const paragraph = (word: string) => `${`${word} `.repeat(60).trim()}.\n`;
const outline = (chunks: readonly Chunk[]) =>
  chunks.map(({ symbol, scopes, startLine }) => [[...scopes, symbol].join(" > "), startLine]);

test("sections carry their heading and the headings above it", () => {
  const text = [
    "# Guide\n",
    paragraph("intro"),
    "## [Install](#install) `now` {#id}\n",
    paragraph("install"),
    "### Linux ###\n",
    paragraph("linux"),
    "Use\n===\n",
    paragraph("use"),
    "Options and\nvalues\n------\n",
    paragraph("options"),
  ].join("\n");
  expect(outline(chunk(text))).toEqual([
    ["Guide", 1],
    ["Guide > Install now", 5],
    ["Guide > Install now > Linux", 9],
    ["Use", 13],
    ["Use > Options and values", 18],
  ]);
  expect(chunk(text).every(({ kind }) => kind === "text")).toBe(true);
});

test("code, rulers, lists, tables and front matter hold no headings", () => {
  const text = `---
title: "The guide"
# comment: 1
---

${paragraph("intro")}
\`\`\`\`sh
# not a heading
\`\`\`js
Not one
---
\`\`\`\`

- item
---

| a |
---

~~~
# neither
~~~

    # indented

#hashtag
# Real

${paragraph("real")}`;
  expect(outline(chunk(text))).toEqual([
    ["The guide", 1],
    ["Real", 28],
  ]);
});

test("a large section is cut between paragraphs, and code stays whole where it can", () => {
  const code = `\`\`\`ts\n${"const value = 1;\n\n".repeat(30)}\`\`\`\n`;
  const text = `# Big\n\n${paragraph("one").repeat(3)}\n${code}\n${paragraph("two").repeat(4)}\n${paragraph("three").repeat(4)}`;
  const chunks = chunk(text);
  expect(chunks.length).toBeGreaterThan(1);
  for (const { symbol, text: part } of chunks) {
    expect(symbol).toBe("Big");
    expect(part.split("```").length % 2).toBe(1);
  }
});

test("small neighbours under one heading are merged, and a bare heading with what follows", () => {
  const text = `# API\n\n## one\n\nFirst.\n\n## two\n\nSecond, which is longer.\n\n# Other\n\n${paragraph("other")}`;
  expect(outline(chunk(text))).toEqual([
    ["API > two", 1],
    ["Other", 11],
  ]);
});

test("every line that is not blank is in exactly one chunk", () => {
  const fragment = fc.constantFrom(
    "# A\n",
    "## B\n",
    "###### C\n",
    "#\n",
    "text\n",
    "===\n",
    "---\n",
    "```\n",
    "~~~~ js\n",
    "\n",
    "\r\n",
    "- item\n",
    "| a | b |\n",
    "    code\n",
    "...\n",
    "\ufeff",
    paragraph("long"),
    `${"x".repeat(3_000)}\n`,
  );
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 60 }), (fragments) => {
      const text = fragments.join("");
      const chunks = chunk(text);
      const covered = chunks.flatMap(({ startLine, endLine }) =>
        Array.from({ length: endLine - startLine + 1 }, (_, index) => startLine + index),
      );
      expect(new Set(covered).size).toBe(covered.length);
      const lines = text.replace(/^\ufeff/, "").split("\n");
      const needed = lines.flatMap((line, index) => (line.trim() === "" ? [] : [index + 1]));
      expect(needed.filter((line) => !covered.includes(line))).toEqual([]);
      for (const each of chunks) expect(each.text.length).toBeLessThanOrEqual(2_400);
    }),
    { numRuns: 300 },
  );
});
