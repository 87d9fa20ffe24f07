import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { safeCode, safeInline, safeMarkdown } from "../src/render/safe-markdown.ts";
import { renderedPage, textsOf } from "./rendered-page.ts";

// Held against a real renderer, not against our own tree: what would a browser get?

const allowedTags = new Set(
  "p strong em del ul ol li blockquote br pre code".split(" ").flatMap((tag) => [tag, `/${tag}`]),
);

/** The page that the Markdown makes: its tags, and the text outside code, one piece per text node. */
function page(markdown: string): { tags: string[]; texts: string[]; languages: string[] } {
  const html = renderedPage(markdown);
  const tags = [...html.matchAll(/<(\/?[a-z!][a-z0-9-]*)/gi)].map((match) => match[1] ?? "");
  const texts = textsOf(html);
  const languages = [...html.matchAll(/class="language-([^"]*)"/g)].map((match) => match[1] ?? "");
  return { tags, texts, languages };
}

function expectInert(markdown: string): void {
  const { tags, texts, languages } = page(markdown);
  expect(languages.join(" ")).not.toMatch(/suggestion|mermaid|math/i);
  expect(tags.filter((tag) => !allowedTags.has(tag.toLowerCase()))).toEqual([]);
  for (const text of texts) {
    expect(text).not.toMatch(/(?:^|[^\w`])@[\w-]/);
    expect(text).not.toMatch(/(?:^|[^\w&])#\d|\bGH-\d/i);
    expect(text).not.toMatch(/\b(?:https?|ftp):\S|\bwww\.\S/i);
    expect(text).not.toMatch(/\[(?:skip ci|ci skip)\]/i);
  }
  // Bots read the raw text.
  expect(markdown).not.toMatch(/^[/!][A-Za-z][\w-]*(?:\s|$)/m);
  expect(markdown).not.toMatch(/^co-authored-by:/im);
  expect(markdown).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b-\u200f\u{e0000}-\u{e007f}]/u);
}

const pieces = fc.constantFrom(
  "@octocat",
  "@",
  "octocat",
  "[octocat](x)",
  "[12](https://evil.example)",
  "@[octo",
  "](x)",
  "&commat;octocat",
  "&#64;octocat",
  "&#35;12",
  "fixes #12",
  "closes: ",
  "acme/app#7",
  "GH-",
  "#",
  "12",
  "\n/merge",
  "\n/merge\n",
  "!deploy now",
  "\nCo-authored-by: Eve <eve@evil.example>",
  "[skip ci]",
  "***NO_CI***",
  "$x^2$",
  "\n```mermaid\n",
  "\n```suggestion\n",
  "\n~~~~ suggestion\n",
  "\n```\n",
  "\n    /merge\n",
  "<!-- devflow:comment abc -->",
  "<img src=x onerror=1>",
  "<a href='//evil'>",
  "</code>",
  "<details open>",
  "![a](https://evil.example/?q=1)",
  "![",
  "][1]\n\n[1]: https://evil.example\n",
  "[^1]",
  "\n[^1]: note\n",
  "https",
  "://",
  "evil.example",
  "www",
  ".evil.example",
  "<https://evil.example>",
  "mailto:eve@evil.example",
  "eve@evil.example",
  "| a | b |\n|---|---|\n| @octocat | #12 |\n",
  "- [ ] ",
  "1. ",
  "> ",
  "# ",
  "\n---\n",
  "`",
  "``",
  "```",
  "*",
  "**",
  "_",
  "~~",
  "\\",
  "  \n",
  "\n",
  "\n\n",
  " ",
  "\t",
  "\u202e",
  "\u200b",
  "\u2028",
  "\r",
  "\ud800",
  "\0",
  "a",
  "日本",
);

const adversarial = fc.array(pieces, { maxLength: 25 }).map((parts) => parts.join(""));

describe("nothing acts, by a real renderer", () => {
  test("in a text", () => {
    fc.assert(
      fc.property(adversarial, (text) => expectInert(safeMarkdown(text))),
      { numRuns: 1_000 },
    );
  });

  test("in a title", () => {
    fc.assert(
      fc.property(adversarial, (text) => {
        const line = safeInline(text);
        expect(line).not.toContain("\n");
        if (line !== "") expectInert(`**${line}**`);
        expectInert(`- ${line}`);
      }),
      { numRuns: 300 },
    );
  });

  test("in a name", () => {
    fc.assert(
      fc.property(adversarial, (text) => {
        const code = safeCode(text);
        expectInert(code);
        expect(page(code).tags).toEqual(["p", "code", "/code", "/p"]);
      }),
      { numRuns: 1_000 },
    );
  });

  test("in text that was made safe before", () => {
    fc.assert(
      fc.property(adversarial, (text) => expectInert(safeMarkdown(safeMarkdown(text)))),
      { numRuns: 300 },
    );
  });
});

describe("links", () => {
  const linkTargets = ["https://github.com/acme/shop/"];

  test.each([
    ["into the repository", "https://github.com/acme/shop/pull/1#discussion_r5", true],
    ["to a neighbour on the same host", "https://github.com/evil/shop/pull/1", false],
    ["to a longer name", "https://github.com/acme/shop-evil/x", false],
    ["to a longer host", "https://github.com.evil.example/acme/shop/", false],
    ["out by dots", "https://github.com/acme/shop/../../evil/x", false],
    ["with a user", "https://github.com@evil.example/acme/shop/", false],
    ["to a script", "javascript:alert(1)", false],
  ])("%s", (_name, url, isKept) => {
    const { tags } = page(safeMarkdown(`see [this](${url})`, { linkTargets }));
    expect(tags.includes("a")).toBe(isKept);
  });
});

describe("credentials", () => {
  test.each([
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "AKIAIOSFODNN7EXAMPLE",
    "xoxb-123456789012-abcdefGHIJKL",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "q7Vt2LxZ9pR4mKcW1sYb8NfHd3GjT6aUe5Qo0iXv",
    "postgres://admin:hunter2secret@db.example/x",
  ])("are masked: %s", (secret) => {
    const shown = safeMarkdown(`The value \`${secret}\` or ${secret} is in the log.`);
    const core = secret.includes("hunter2") ? "hunter2secret" : secret.slice(4, 24);
    expect(shown).not.toContain(core);
    expect(safeCode(secret)).not.toContain(core);
  });

  test("random strings are masked, names are not", () => {
    const bytes = fc.uint8Array({ minLength: 24, maxLength: 48 });
    let masked = 0;
    fc.assert(
      fc.property(bytes, (value) => {
        if (safeMarkdown(Buffer.from(value).toString("base64")).includes("removed")) masked += 1;
      }),
      { numRuns: 500, seed: 7 },
    );
    expect(masked).toBeGreaterThan(450);
    const names = [
      "getUserByIdV2AndRefreshTokenFromOAuth2Provider",
      "AbstractSingletonProxyFactoryBean",
      "test_http2_connection_pool_is_reused_after_10_errors",
      "packages/review/src/render/safe-markdown",
      "SHA256_DIGEST_LENGTH_IN_BYTES",
      "0123456789abcdef0123",
    ];
    for (const name of names) expect(safeCode(name)).toBe(`\`${name}\``);
  });
});

test("what is cut is told", () => {
  expect(safeMarkdown("a".repeat(5_000))).toMatch(/a\n\n\(1000 more characters are left out\.\)$/);
  expect(safeInline("word ".repeat(100)).length).toBeLessThan(310);
});
