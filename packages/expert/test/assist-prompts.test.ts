import { describe, expect, test } from "vitest";
import {
  type AssistMaterial,
  chatContextPrompt,
  documentCodePrompt,
  explainCodePrompt,
  intentPrompt,
  type Prompt,
  parseIntent,
  refactorPrompt,
  writeTestsPrompt,
} from "../src/index.ts";
import { attack, expectFramed } from "./expect-framed.ts";

function everyPrompt(material: AssistMaterial, words: string): Record<string, Prompt> {
  const turns = [{ author: "developer", body: words }];
  return {
    explain: explainCodePrompt({ ...material, question: words, turns }),
    refactor: refactorPrompt({ ...material, instruction: words, complaint: words }),
    document: documentCodePrompt({ ...material, instruction: words, complaint: "" }),
    tests: writeTestsPrompt({
      ...material,
      instruction: words,
      path: "src/cart.ts",
      symbols: ["totalOf"],
      testPath: "src/cart.test.ts",
      isThere: false,
      framework: "vitest",
      neighbour: { path: "src/tax.test.ts", text: words },
      failure: words,
      complaint: "",
    }),
    intent: intentPrompt(words),
  };
}

const material: AssistMaterial = {
  repository: "acme/shop",
  language: "German",
  files: [
    {
      number: 1,
      path: "src/cart.ts",
      language: "typescript",
      text: "export function totalOf(prices: number[]) {\n  return sum(prices);\n}",
      firstLine: 9,
      isWhole: false,
      selection: { startLine: 10, endLine: 10 },
    },
  ],
  context: [
    {
      number: 2,
      kind: "definition",
      path: "src/sum.ts",
      startLine: 1,
      endLine: 1,
      reason: "defines sum, imported",
      text: "export const sum = (of: number[]) => of.reduce((a, b) => a + b, 0);",
    },
  ],
};

test.each(Object.entries(everyPrompt(material, "Why so?")))("the prompt of %s", (_, prompt) => {
  expect(`${prompt.system}\n\n=====\n\n${prompt.user}`).toMatchSnapshot();
});

test("the code in front of a conversation", () => {
  expect(chatContextPrompt(material)).toMatchSnapshot();
});

const attacked: AssistMaterial = {
  repository: attack,
  language: attack,
  files: [{ ...material.files[0], path: attack, language: attack, text: attack } as never],
  context: [{ ...material.context[0], path: attack, reason: attack, text: attack } as never],
};

describe.each(Object.entries(everyPrompt(attacked, attack)))("the prompt of %s", (_, prompt) => {
  test("keeps everything that others wrote between markers that they could not write", () => {
    expectFramed(prompt);
  });
});

test("an intent is one of the words, else a question", () => {
  expect(["tests", "Refactor.", "`docs`: comments", "no idea", ""].map(parseIntent)).toEqual([
    "tests",
    "refactor",
    "docs",
    "question",
    "question",
  ]);
});
