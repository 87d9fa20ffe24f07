import { expect, test } from "vitest";
import { basesOf, mayBeSameModel } from "../src/index.ts";

const listed = (id: string, more: { parent?: string; root?: string } = {}) => ({
  ...{ id, ownedBy: "vllm", windowTokens: null, parent: null, root: null },
  ...more,
});

test.each([
  ["codellama/CodeLlama-7b-Instruct-hf", "codellama-7b"],
  ["/models/CodeLlama-7b-hf/", "codellama/CodeLlama-7b"],
  ["TheBloke/CodeLlama-7B-AWQ", "codellama/CodeLlama-7b-hf"],
  ["llama-2-13b.Q4_K_M.gguf", "llama-2-13b"],
])("%s may be %s", (one, other) => {
  expect(mayBeSameModel(one, other)).toBe(true);
  expect(mayBeSameModel(other, one)).toBe(true);
});

test.each([
  ["codellama/CodeLlama-7b-hf", "codellama/CodeLlama-13b-hf"],
  ["llama-2-13b", "mistral-7b"],
])("%s is not %s", (one, other) => {
  expect(mayBeSameModel(one, other)).toBe(false);
});

test("an adapter's base is its parent's root, else the parent's name; an alias says nothing", () => {
  const base = listed("reviewer", { root: "codellama/CodeLlama-7b-hf" });
  const adapter = listed("review@1", { parent: "reviewer", root: "/adapters/7b" });
  expect(basesOf("review@1", [base, adapter])).toEqual(["codellama/CodeLlama-7b-hf"]);
  expect(basesOf("reviewer", [base])).toEqual(["codellama/CodeLlama-7b-hf"]);
  expect(basesOf("review@1", [listed("reviewer"), adapter])).toEqual([]);
  expect(basesOf("mistral-7b", [listed("mistral-7b")])).toEqual(["mistral-7b"]);
});
