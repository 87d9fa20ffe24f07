import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { typedForward } from "../../src/serve/answer.ts";
import { AnswerMemory } from "../../src/serve/answer-memory.ts";
import type { Question } from "../../src/serve/question.ts";

const question = (prefix: string, changes: Partial<Question> = {}): Question => ({
  ...{ place: "here", prefix, snippetsDigest: "none", askedBy: null, choices: 1, ...changes },
});

// Few letters, so that texts often begin alike.
const code = fc.string({ unit: fc.constantFrom("a", "b", "(", "\n", " ", "é"), maxLength: 12 });

describe("typing on", () => {
  test("never gives text that disagrees with what was typed", () => {
    fc.assert(
      fc.property(code, fc.array(code, { maxLength: 3 }), code, (prefix, choices, typed) => {
        const rest = typedForward({ choices, model: "m" }, typed);
        for (const text of rest?.choices ?? []) {
          const agreed = choices.some((choice) => prefix + choice === prefix + typed + text);
          expect(agreed).toBe(true);
          if (typed !== "") expect(text.trim()).not.toBe("");
        }
      }),
    );
  });

  test("in a memory of many answers gives only what continues the text in front of the cursor", () => {
    const asked = fc.array(fc.tuple(code, code), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(asked, code, (answers, prefix) => {
        const memory = new AnswerMemory({ memoryBytes: 1_000_000, lifetimeMs: 60_000 });
        for (const [before, text] of answers) {
          memory.keep(question(before), { choices: [text], model: "m" });
        }
        const found = memory.find(question(prefix));
        for (const text of found?.answer.choices ?? []) {
          expect(answers.map((pair) => pair.join(""))).toContain(prefix + text);
        }
      }),
    );
  });

  test("finds the answer of the keystroke before, whatever was asked in between elsewhere", () => {
    fc.assert(
      fc.property(code, code, code, (prefix, typed, rest) => {
        fc.pre(rest.trim() !== "");
        const memory = new AnswerMemory({ memoryBytes: 1_000_000, lifetimeMs: 60_000 });
        memory.keep(question(prefix), { choices: [typed + rest], model: "m" });
        memory.keep(question(prefix, { place: "there" }), { choices: ["zzz"], model: "m" });
        const found = memory.find(question(prefix + typed));
        expect(found?.answer.choices).toEqual([rest]);
        expect(found?.isTypedForward).toBe(typed !== "");
      }),
    );
  });

  test("stays within the bytes of its memory, and forgets what was used least recently", () => {
    const memory = new AnswerMemory({ memoryBytes: 20_000, lifetimeMs: 60_000 });
    const answer = { choices: ["x".repeat(500)], model: "m" };
    for (let place = 0; place < 100; place++) {
      memory.keep(question("p", { place: `${place}` }), answer);
      expect(memory.byteLength).toBeLessThanOrEqual(20_000);
    }
    expect(memory.find(question("p", { place: "99" }))).not.toBeNull();
    expect(memory.find(question("p", { place: "0" }))).toBeNull();
  });
});
