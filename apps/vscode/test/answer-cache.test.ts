import { describe, expect, test } from "vitest";
import { AnswerCache } from "../src/completion/answer-cache.ts";

/** `|` is the cursor. */
function at(marked: string, uri = "file:///a.py") {
  const offset = marked.indexOf("|");
  const text = marked.replace("|", "");
  return { uri, language: "python", text, textStart: 0, offset };
}
const one = (text: string) => [{ completionId: "cmpl-1", index: 0, text }];

describe("what is known of a place", () => {
  test("is found again there, and where one typed on", () => {
    const cache = new AnswerCache();
    cache.store(at("total = |\nend"), one("a + b"));
    expect(cache.find(at("total = |\nend"))).toEqual(one("a + b"));
    expect(cache.find(at("total = a +|\nend"))).toEqual(one(" b"));
  });

  test("is not found where something else was typed, or all of it", () => {
    const cache = new AnswerCache();
    cache.store(at("total = |\nend"), one("a + b"));
    expect(cache.find(at("total = x|\nend"))).toBeNull();
    expect(cache.find(at("total = a + b|\nend"))).toBeNull();
    expect(cache.find(at("total = |\nother"))).toBeNull();
    expect(cache.find(at("sum = |\nend"))).toBeNull();
    expect(cache.find(at("total = |\nend", "file:///b.py"))).toBeNull();
  });

  test("is found although the editor closed the bracket that one typed", () => {
    const cache = new AnswerCache();
    cache.store(at("f|\nend"), one("(first)"));
    expect(cache.find(at("f(|)\nend"))).toEqual(one("first)"));
  });

  test("is found in whatever part of a long document is read", () => {
    const cache = new AnswerCache();
    const text = `${"x = 1\n".repeat(2_000)}total = `;
    const of = (textStart: number, typed: string) => ({
      ...at(""),
      ...{ text: `${text}${typed}\n`.slice(textStart), textStart, offset: (text + typed).length },
    });
    cache.store(of(0, ""), one("a + b"));
    expect(cache.find(of(1_234, "a "))).toEqual(one("+ b"));
    expect(cache.find(of(1_234, "b"))).toBeNull();
  });

  test("is the newest question's answer where several fit", () => {
    const cache = new AnswerCache();
    cache.store(at("t|\n"), one("otal = one"));
    cache.store(at("total = |\n"), [{ completionId: "cmpl-2", index: 0, text: "one of many" }]);
    expect(cache.find(at("total = o|\n"))?.[0]).toMatchObject({ completionId: "cmpl-2" });
  });

  test("keeps that there is nothing to suggest, for that very place only", () => {
    const cache = new AnswerCache();
    cache.store(at("pass|\n"), []);
    expect(cache.find(at("pass|\n"))).toEqual([]);
    expect(cache.find(at("passw|\n"))).toBeNull();
  });

  test("ends after five minutes", () => {
    let now = 1;
    const cache = new AnswerCache(() => now);
    cache.store(at("a|"), one("b"));
    now += 4 * 60_000;
    expect(cache.find(at("a|"))).not.toBeNull();
    now += 2 * 60_000;
    expect(cache.find(at("a|"))).toBeNull();
  });
});
