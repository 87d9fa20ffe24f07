import { expect, test } from "vitest";
import { renderHtml, renderMarkdown, renderText, replaySchema, toDocument } from "../src/index.ts";
import { commentAt, fixAt, remarkAt, replay, runOf } from "./support/replays.ts";

const attack = `</title><script>alert("x")</script><img src=x onerror='y'> \u202e![i](http://evil.example/p.png) @octocat`;

const hostile = replay(
  [
    [
      commentAt(10, {
        path: attack,
        title: attack,
        body: `${attack} \`${attack}\``,
        severity: `high" onload="x`,
        suggestion: attack,
        excerpt: [{ kind: "added", number: 10, text: attack }],
      }),
    ],
  ],
  {
    fixes: [{ ...fixAt(10), path: attack, subject: attack }],
    humans: [{ ...remarkAt(10), author: attack, body: attack, path: attack }],
  },
);
hostile.change.title = attack;
const run = runOf([hostile, replay([[]], { humans: [], fixes: [fixAt(3)] })], {
  repository: attack,
  notReplayed: [{ name: "#9", title: attack, reason: "cannot be read", detail: attack }],
});

test("the HTML shows what others wrote as text: no tag, attribute or address of theirs", () => {
  const page = renderHtml(run);
  const tags = [...page.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, name]) => name);
  expect(new Set(tags)).toEqual(
    new Set(tags.filter((name) => !["script", "img", "iframe", "a", "link"].includes(name ?? ""))),
  );
  expect(page).not.toContain("\u202e");
  expect(page).not.toMatch(/<[^>]*\son[a-z]+=/i);
  expect(page).not.toMatch(/<[^>]*\s(src|href)=|url\(|@import/i);
  // The page has one, and each of the two pull requests in the chart.
  expect(page.match(/<\/title>/g)).toHaveLength(3);
  expect(page).toContain("&lt;script&gt;");
});

test("the Markdown holds no image, HTML or mention of theirs", () => {
  const text = renderMarkdown(run);
  // What is in a code block or between backticks is shown as it is.
  const prose = text.replace(/^ {4,}.*$/gm, "").replace(/(`+).*?\1/g, "");
  expect(prose).not.toMatch(/(?<!\\)<(script|img)/);
  expect(prose).not.toMatch(/(?<!\\)!\[/);
  expect(prose).not.toMatch(/@octocat/);
});

test("all forms say the same numbers", () => {
  const document = toDocument(run);
  expect(document.sides[0]).toMatchObject({
    comments: 1,
    human: { truths: 1, found: 1 },
    fix: { truths: 2, found: 1 },
  });
  expect(renderText(run)).toContain("1 of 2: 50.0 %");
  expect(renderMarkdown(run)).toContain("1 of 2: 50.0 %");
  expect(renderHtml(run)).toContain("1 of 2: 50.0 %");
});

test("it says which state was reviewed: what was merged, unless it is known when people wrote", () => {
  const unknown = runOf([replay([[]])]);
  for (const text of [renderHtml(unknown), renderMarkdown(unknown)]) {
    expect(text).toContain("reviewed again as they were merged");
    expect(text).toContain("had put right are not in it");
  }
  expect(renderHtml(run)).toContain("as they were when people first wrote about them");
});

test("a replay survives being written down", () => {
  expect(replaySchema.parse(JSON.parse(JSON.stringify(hostile)))).toEqual(hostile);
});

test("nothing replayed gives a report all the same", () => {
  const empty = runOf([], { sides: ["rules only"], isStopped: true });
  expect(renderText(empty)).toContain("0 of 0 pull requests");
  expect(renderHtml(empty)).toContain("until the run was stopped");
  expect(renderMarkdown(empty)).toContain("none to count");
});
