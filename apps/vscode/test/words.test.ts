import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { completionBody } from "../src/completion/completion-request.ts";
import { cleanGitUrl } from "../src/context/clean-git-url.ts";
import { namesInUse } from "../src/context/names-in-use.ts";
import { RecentPlaces } from "../src/context/recent-places.ts";
import { wireEventOf } from "../src/events/usage-event.ts";
import { parseServerUrl } from "../src/gateway/parse-server-url.ts";
import { plainLines, plainWords } from "../src/host/plain-words.ts";
import { isLanguageOn } from "../src/settings/is-language-on.ts";
import { type Status, statusText } from "../src/status/status-text.ts";

describe("a notice", () => {
  test("has no link but the editor's own words", () => {
    const said = "[Show more](command:workbench.action.terminal.sendSequence?%7B%7D) \u202Etxt";
    expect(plainWords(said)).toBe(
      "[Show more] (command:workbench.action.terminal.sendSequence?%7B%7D)  txt",
    );
    expect(plainLines("rm -rf\n\u202Eabc")).toBe("rm -rf\n\\u{202e}abc");
  });

  test("says nothing of others that could be one", () => {
    const source = join(import.meta.dirname, "../src");
    const files = readdirSync(source, { recursive: true, encoding: "utf8" });
    const raw = files.filter((name) => {
      if (!name.endsWith(".ts")) return false;
      const text = readFileSync(join(source, name), "utf8");
      const told = text.matchAll(/show(?:Information|Warning|Error)Message\(\s*([^,)]*)/g);
      return [...told].some(([, words = ""]) => words.includes("${") && !words.includes("plain"));
    });
    expect(raw).toEqual([]);
  });
});

test("zod comes as a namespace: by its `z` alone all its languages are in the bundle, which is twice as large then", () => {
  const source = join(import.meta.dirname, "../src");
  const files = readdirSync(source, { recursive: true, encoding: "utf8" });
  const texts = files.filter((name) => name.endsWith(".ts"));
  expect(
    texts.filter((name) =>
      /import (type )?\{.*"zod"/.test(readFileSync(join(source, name), "utf8")),
    ),
  ).toEqual([]);
});

describe("the address of the server", () => {
  test.each([
    [" https://devflow.example.com/ ", "https://devflow.example.com"],
    ["http://127.0.0.1:3003/v1/", "http://127.0.0.1:3003"],
    ["https://example.com/tools/devflow", "https://example.com/tools/devflow"],
  ])("%j is %s", (value, url) => {
    expect(parseServerUrl(value)).toEqual({ kind: "address", url });
  });

  test.each(["devflow", "ftp://example.com", "https://ann:pass@example.com", "https://a.com/?x=1"])(
    "%j is told to be wrong",
    (value) => {
      expect(parseServerUrl(value).kind).toBe("wrong");
    },
  );
});

describe("the time of an event", () => {
  test.each([
    ["of a laptop that slept for a weekend", 200_000_000, 86_400_000],
    ["of a clock that was set back", -5_000, 0],
    ["of any other", 750.4, 750],
  ])("%s is one that the gateway takes", (_case, elapsedMs, elapsed) => {
    const ids = { completionId: "cmpl-1", choiceIndex: 0, viewId: "view-1" };
    expect(wireEventOf({ type: "view", ...ids, elapsedMs })).toMatchObject({ elapsed });
  });
});

describe("the remote of the repository", () => {
  test.each([
    ["https://ann:ghp_1@github.com/acme/shop.git", "https://github.com/acme/shop.git"],
    ["https://token@github.com/acme/shop.git", "https://github.com/acme/shop.git"],
    ["git@github.com:acme/shop.git", "git@github.com:acme/shop.git"],
    ["ssh://git:pw@example.com:22/shop.git", "ssh://git@example.com:22/shop.git"],
  ])("%s is sent as %s", (url, clean) => {
    expect(cleanGitUrl(url)).toBe(clean);
  });
});

test("names near the cursor are looked up nearest first, without keywords and what is being typed", () => {
  const text = "import shop\n\ndef total(items):\n    cart = Cart(items)\n    return cart.su";
  const names = namesInUse(text, text.length, { lines: 2, max: 5 }).map(({ name }) => name);
  expect(names).toEqual(["cart", "items", "Cart", "total"]);
});

test("edits near each other are one place, the newest first", () => {
  const places = new RecentPlaces();
  places.note("a", 10, 10);
  places.note("b", 1, 1);
  places.note("a", 14, 15);
  places.note("a", 100, 101);
  expect(places.all()).toEqual([
    { uri: "a", startLine: 100, endLine: 101 },
    { uri: "a", startLine: 10, endLine: 15 },
    { uri: "b", startLine: 1, endLine: 1 },
  ]);
});

test("a request has what the gateway reads, and no more of the file than it takes", () => {
  const text = `${"a".repeat(30_000)}|${"b".repeat(10_000)}`;
  const question = {
    ...{ language: "python", isManual: false, text, textStart: 0, offset: 30_000 },
    ...{ filepath: "a.py", gitUrl: null, declarations: [], opened: [] },
    edited: [{ filepath: "b.py", body: "x" }],
  };
  const body = completionBody(question);
  expect(body).toMatchObject({ language: "python", trigger: "automatic" });
  const segments = body.segments as Record<string, string>;
  expect(segments.prefix?.length).toBeGreaterThan(24_000 - 4_096);
  expect(segments.prefix?.length).toBeLessThanOrEqual(24_000);
  const later = completionBody({ ...question, offset: question.offset + 1 });
  const { prefix } = later.segments as Record<string, string>;
  expect(prefix?.startsWith(segments.prefix ?? "none")).toBe(true);
  const part = { ...question, text: text.slice(1_000), textStart: 1_000 };
  expect(completionBody(part)).toEqual(body);
  expect(segments.suffix).toHaveLength(8_000);
  expect(Object.keys(segments)).toEqual([
    ...["prefix", "suffix", "filepath", "relevant_snippets_from_changed_files"],
  ]);
});

test("a language has its own switch, or that of all", () => {
  expect(isLanguageOn("go", {})).toBe(true);
  expect(isLanguageOn("go", { "*": false })).toBe(false);
  expect(isLanguageOn("go", { "*": false, go: true })).toBe(true);
});

describe("the status bar", () => {
  const ready: Status = {
    ...{ connection: "ready", notWanted: null, language: "go", isBusy: false, latencyMs: null },
  };
  test.each<[Partial<Status>, string]>([
    [{}, "$(sparkle) DevFlow"],
    [{ latencyMs: 180 }, "$(sparkle) DevFlow 180 ms"],
    [{ isBusy: true, latencyMs: 180 }, "$(loading~spin) DevFlow 180 ms"],
    [{ notWanted: "language_off" }, "$(circle-slash) DevFlow: off for go"],
    [{ notWanted: "secret_file" }, "$(circle-slash) DevFlow: secret file"],
    [{ notWanted: "snoozed", isBusy: true }, "$(circle-slash) DevFlow: snoozed"],
    [{ connection: "offline", notWanted: "off" }, "$(debug-disconnect) DevFlow: offline"],
    [{ connection: "signed_out" }, "$(account) DevFlow: sign in"],
    [{ connection: "not_configured" }, "$(plug) DevFlow: set up"],
  ])("says for %j: %s", (status, text) => {
    expect(statusText({ ...ready, ...status }).text).toBe(text);
  });
});
