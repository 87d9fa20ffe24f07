import { CATEGORIES } from "@devflow/expert";
import { ruleCategories } from "@devflow/syntax";
import { expect, test } from "vitest";

test("rules and the expert know the same categories", () => {
  expect([...ruleCategories].sort()).toEqual(Object.keys(CATEGORIES).sort());
});
