import { describe, expect, test } from "vitest";
import {
  begin,
  type Conversation,
  historyOf,
  judge,
  restoreConversation,
  titleOf,
  withLast,
} from "../../src/features/explain/conversation.ts";
import { KeptTalk } from "../../src/features/explain/kept-talk.ts";
import { panelPage } from "../../src/features/explain/panel-page.ts";
import { parsePlace } from "../../src/features/explain/parse-place.ts";
import { renderMarkdown } from "../../src/features/explain/render-markdown.ts";
import { viewOfTurn } from "../../src/features/explain/view-of-turn.ts";

describe("what is kept of an explanation", () => {
  const subject = { folder: "file:///w", path: "a.ts", selection: null };
  const talk = withLast(begin({ subject, turns: [] }, "Why?"), {
    answer: "Because of x.",
    state: "answered",
    citations: [],
  });
  const stateOf = () => {
    const held = new Map<string, unknown>();
    const update = async (key: string, value: unknown) => void held.set(key, value);
    return { held, get: <T>(key: string) => held.get(key) as T, update };
  };

  test("is there after a reload, newer than the page's, until its panel is closed", () => {
    const state = stateOf();
    const kept = new KeptTalk(state, () => true);
    const [panel, other] = [kept.newPanel(), kept.newPanel()];
    expect(kept.keep(panel, talk)).toEqual(talk);
    const reloaded = new KeptTalk(state, () => true);
    expect(reloaded.last()).toEqual(talk);
    expect(reloaded.newest(begin({ subject, turns: [] }, "Why?"))).toEqual(talk);
    const elsewhere = begin({ subject: { ...subject, path: "b.ts" }, turns: [] }, "");
    expect(reloaded.newest(elsewhere)).toEqual(elsewhere);
    reloaded.forget(other);
    expect(reloaded.last()).toEqual(talk);
    reloaded.forget(panel);
    expect(reloaded.last()).toBeNull();
  });

  test("is no answer where the person wants none on the disk, neither in the page", () => {
    const state = stateOf();
    const kept = new KeptTalk(state, () => false);
    const ofPage = kept.keep(kept.newPanel(), talk);
    expect(ofPage.turns).toMatchObject([{ question: "Why?", answer: "", state: "stopped" }]);
    expect(JSON.stringify([...state.held])).not.toContain("Because");
  });
});

test("an answer that is whole can be judged, by its id, and otherwise later; of others nobody is asked", () => {
  const subject = { folder: "file:///w", path: "a.ts", selection: null };
  const asked = begin({ subject, turns: [] }, "Why?");
  expect(judge(asked, 0, "helpful")).toBeNull();
  const talk = withLast(asked, { answer: "So.", state: "answered", id: "explain-1" });
  expect(viewOfTurn(talk.turns[0]!, true)).toHaveProperty("judged", null);
  for (const turn of [asked.turns[0]!, { ...talk.turns[0]!, state: "stopped" as const }]) {
    expect(viewOfTurn(turn, true)).not.toHaveProperty("judged");
  }
  expect(viewOfTurn(talk.turns[0]!, false)).not.toHaveProperty("judged");
  const told = judge(talk, 0, "helpful");
  expect(told).toMatchObject({ id: "explain-1", talk: { turns: [{ judged: "helpful" }] } });
  expect(judge(told!.talk, 0, "helpful")).toBeNull();
  expect(judge(told!.talk, 0, "unhelpful")).not.toBeNull();
  expect(judge(talk, 7, "helpful")).toBeNull();
  const { id: _, judged: __, ...older } = talk.turns[0]!;
  expect(restoreConversation({ subject, turns: [older] })?.turns[0]).toMatchObject({ id: null });
});

describe("an answer as HTML", () => {
  test.each([
    ["a script", "<script>alert(1)</script>"],
    ["a handler", '<img src=x onerror="alert(1)">'],
    ["an image from elsewhere", "![x](https://evil.example/pixel.png)"],
    ["a frame", "<iframe src=https://evil.example></iframe>"],
    ["a script's address", "[x](javascript:alert(1))"],
    ["a command of the editor", "[x](command:workbench.action.quit)"],
    ["data", "[x](data:text/html;base64,PHNjcmlwdD4=)"],
    ["an address that closes its attribute", '[x](<a.ts"onmouseover="alert(1)>)'],
    ["a style", "<style>*{display:none}</style>"],
    ["an address in a definition", "[x][1]\n\n[1]: https://evil.example/"],
    ["an autolink", "<https://evil.example/>"],
  ])("of %s has no tag or address that does anything", (_, text) => {
    const html = renderMarkdown(text);
    const tags = [...html.matchAll(/<(\/?[a-z0-9]+)([^>]*)>/gi)];
    for (const [, name, attributes] of tags) {
      expect(["p", "/p", "span", "/span", "a", "/a"]).toContain(name);
      expect(attributes).not.toMatch(/src|on\w+\s*=|href="(?!#")/i);
    }
  });

  test("shows where a foreign address leads, without leading there", () => {
    expect(renderMarkdown("See [the docs](https://example.com/a).")).toBe(
      '<p>See <span class="address">the docs</span> <span class="url">(https://example.com/a)</span>.</p>\n',
    );
  });

  test("links to places of the workspace, and says at a hover which", () => {
    expect(renderMarkdown("[retry](src/retry.ts#L3-L9) and `src/a.ts:12`")).toBe(
      '<p><a href="#" class="place" title="src/retry.ts#L3-L9" data-path="src/retry.ts" data-line="3" data-end-line="9">retry</a> and ' +
        '<a href="#" class="place" data-path="src/a.ts" data-line="12" data-end-line="12"><code>src/a.ts:12</code></a></p>\n',
    );
  });

  test("links to what was cited, and to no number that was not", () => {
    const cited = {
      number: 2,
      path: "src/tax.py",
      start_line: 3,
      end_line: 5,
      commit: null,
      reason: "",
      is_cited: true,
    };
    expect(renderMarkdown("As in [2], not [3]; `x[2]`", [cited])).toBe(
      '<p>As in <a href="#" class="place" data-path="src/tax.py" data-line="3" data-end-line="5">[2]</a>, not [3]; <code>x[2]</code></p>\n',
    );
    expect(renderMarkdown("[2]", [{ ...cited, path: "../../etc/x.conf" }])).toBe("<p>[2]</p>\n");
  });

  test("a half-written answer is rendered as far as it goes", () => {
    expect(renderMarkdown("Begin\n\n```ts\nconst a =")).toBe(
      '<p>Begin</p>\n<pre><code class="language-ts">const a =</code></pre>\n',
    );
  });
});

test.each([
  ["src/a.ts", { path: "src/a.ts", lines: null }],
  ["./src/a.ts:3", { path: "src/a.ts", lines: { startLine: 3, endLine: 3 } }],
  ["a.ts:9-2", { path: "a.ts", lines: { startLine: 9, endLine: 9 } }],
  ["app/[id]/page.tsx#L1-L4", { path: "app/[id]/page.tsx", lines: { startLine: 1, endLine: 4 } }],
  ["/etc/passwd", null],
  ["../secret.ts", null],
  ["src/../../secret.ts:1", null],
  ["file:///etc/hosts.txt", null],
  ["https://example.com/a.ts", null],
  ["C:\\a.ts", null],
  ["retry()", null],
  ["", null],
])("the place in %j", (text, wanted) => {
  expect(parsePlace(text)).toEqual(wanted);
});

describe("a conversation", () => {
  const empty: Conversation = {
    subject: { folder: "file:///w", path: "src/a.ts", selection: { startLine: 3, endLine: 9 } },
    turns: [],
  };

  test("is told to the expert without the turn that waits and those without an answer", () => {
    let talk = withLast(begin(empty, ""), { answer: "It adds.", state: "answered" });
    talk = withLast(begin(talk, "Why?"), { state: "failed", problem: "away" });
    talk = begin(talk, "And then?");
    expect(historyOf(talk)).toEqual([
      { role: "user", text: "Explain this code." },
      { role: "assistant", text: "It adds." },
    ]);
  });

  test("is kept over a reload; what was under way is stopped", () => {
    const talk = withLast(begin(empty, "Why?"), { answer: "Beca" });
    const restored = restoreConversation(JSON.parse(JSON.stringify(talk)));
    expect(restored?.turns).toEqual([
      {
        question: "Why?",
        answer: "Beca",
        state: "stopped",
        problem: null,
        model: null,
        id: null,
        judged: null,
        citations: [],
      },
    ]);
  });

  test.each([undefined, null, "x", { turns: [] }, { ...empty, turns: [{ question: 1 }] }])(
    "is not restored from %j",
    (kept) => {
      expect(restoreConversation(kept)).toBeNull();
    },
  );

  test("is titled by its lines", () => {
    expect(titleOf(empty.subject)).toBe("a.ts:3-9");
    expect(titleOf({ ...empty.subject, selection: null })).toBe("a.ts");
  });
});

test("the page loads its own files and nothing else", () => {
  const page = panelPage({
    scriptUri: "https://webview/explain.js",
    styleUri: "https://webview/explain.css",
    cspSource: "https://webview",
    nonce: "abc",
  });
  expect(/content="([^"]*)"/.exec(page)?.[1]).toBe(
    "default-src 'none'; style-src https://webview; script-src 'nonce-abc'; base-uri 'none'; form-action 'none'",
  );
  expect(page).not.toMatch(/\son\w+=|style="|unsafe/);
});
