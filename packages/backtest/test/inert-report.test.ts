import fc from "fast-check";
import { expect, test } from "vitest";
import { renderHtml } from "../src/index.ts";
import { commentAt, fixAt, remarkAt, replay, runOf } from "./support/replays.ts";

/** What turns text into markup somewhere: each alone, cut in pieces and between other characters. */
const dangerous = [
  "<script>alert(1)</script>",
  "</style><style>*{background:url(//evil.example)}",
  "<svg onload=alert(1)>",
  "</title></svg><foreignObject>",
  "<img src=x onerror=alert(1)>",
  '" onload="alert(1)',
  "' style='background:url(data:image/svg+xml;base64,AAAA)",
  "<a href='data:text/html,<script>alert(1)</script>'>",
  "javascript:alert(1)",
  "<!--",
  "-->",
  "]]>",
  "<iframe srcdoc=x>",
  "<base href=//evil.example>",
  "<meta http-equiv=refresh content=0>",
  "&lt;script&gt;",
  "`</code><script>`",
  "\u0000<\u2028b",
  "\u202e",
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...dangerous), fc.string({ unit: "binary", maxLength: 6 })), {
    maxLength: 4,
  })
  .map((parts) => parts.join(""));

/** Every tag of the page as a browser reads it: its name and its attributes. Raises at what is none. */
function tagsOf(page: string): string[] {
  const body = page.replace(/<style>[^<]*<\/style>/, "").replace(/^<!doctype html>/, "");
  const tag = /<\/?[a-z][a-z0-9]*(?:\s+[a-zA-Z][a-zA-Z0-9-]*(?:="[^"<>]*")?)*\s*\/?>/g;
  expect(body.replace(tag, "")).not.toMatch(/[<>]/);
  return [...body.matchAll(tag)].map(([whole]) => whole.replace(/="[^"]*"/g, ""));
}

const pageOf = (title: string, path: string, body: string, code: string) => {
  const shown = replay(
    [
      [
        commentAt(10, {
          ...{ path, title, body, severity: title, category: title, source: title },
          ...{ suggestion: code, excerpt: [{ kind: "added", number: 10, text: code }] },
        }),
        commentAt(50, { title, body, excerpt: null }),
      ],
      [],
    ],
    {
      fixes: [{ ...fixAt(10), path, subject: body, sha: code }],
      humans: [{ ...remarkAt(10), author: title, body, path }],
      revertedBy: [{ sha: code, subject: title, daysLater: 1 }],
    },
  );
  shown.change = { ...shown.change, name: path, title, landedAt: code };
  for (const review of shown.reviews) review.expertFailure = body;
  return renderHtml(
    runOf([shown], {
      ...{ repository: title, tip: code, version: path, sides: [title, path] },
      settings: { near: 1, days: 90, seed: 1, since: title, until: code },
      notReplayed: [{ name: path, title, reason: body, detail: code }],
    }),
  );
};

test("whatever others wrote, the page has the same tags and attributes as with plain words", () => {
  const plain = tagsOf(pageOf("word", "src/a.ts", "words", "code"));
  const allowed = new Set(plain.concat("<code>", "</code>"));
  for (const tag of plain)
    expect(tag).not.toMatch(/^<(script|iframe|a|img|link|object|form)\b|\son/);
  fc.assert(
    fc.property(text, text, text, text, (title, path, body, code) => {
      const page = pageOf(title, path, body, code);
      expect(tagsOf(page).filter((tag) => !allowed.has(tag))).toEqual([]);
      expect(page).not.toMatch(/[\p{Cf}\p{Cs}]/u);
    }),
    { numRuns: 60 },
  );
});
