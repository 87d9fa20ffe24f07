import { describe, expect, test } from "vitest";
import { readSpeech, spokenText } from "../src/index.ts";

describe("what is said is sorted by rules", () => {
  test.each([
    ["Hey DevFlow, explain this function.", "explain", "English"],
    ["What does this do?", "explain", "English"],
    ["Write a test for it", "tests", "English"],
    ["can you add unit tests", "tests", "English"],
    ["What calls this?", "callers", "English"],
    ["Where is this function used?", "callers", "English"],
    ["Document this class", "docs", "English"],
    ["Rename it to total", "refactor", "English"],
    ["Where is the tax computed?", "search", "English"],
    ["Hey DevFlow, erklär mir diese Funktion", "explain", "German"],
    ["Was macht das hier?", "explain", "German"],
    ["Schreib mir einen Test dafür", "tests", "German"],
    ["Wer ruft diese Funktion auf?", "callers", "German"],
    ["Wo wird das verwendet?", "callers", "German"],
    ["Dokumentiere die Klasse bitte", "docs", "German"],
    ["Benenn das in total um", "refactor", "German"],
    ["Such die Berechnung der Steuer", "search", "German"],
    ["Is this thread safe?", null, "English"],
    ["Ist das hier schnell genug?", null, "German"],
  ])("%s", (said, intent, language) => {
    expect(readSpeech(said)).toMatchObject({ intent, language });
  });
});

test("what is spoken has no code, no signs and no list of what was not read", () => {
  const markdown =
    "It adds **prices** with `totalOf` [2].\n\n```ts\nlet x = 1;\n```\n\n- one\n- two\n\nNot read: `a.ts` (no room).";
  expect(spokenText(markdown)).toBe("It adds prices with totalOf. one two");
  expect(spokenText(`${"A sentence of some length. ".repeat(100)}`).length).toBeLessThan(901);
});
