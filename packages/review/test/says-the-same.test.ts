import { expect, test } from "vitest";
import { saysNearlyTheSame } from "../src/memory/says-the-same.ts";

test.each([
  ["Division by zero for an empty cart", "An empty cart gives a division by zero"],
  ["Failed writes of the profile are swallowed", "The profile's failed write is swallowed"],
  ["The request has no timeout", "No timeout on the request"],
  ["SQL injection through the name", "The name allows SQL injection"],
])("the same in other words: %s, %s", (title, other) => {
  expect(saysNearlyTheSame({ title, body: "a" }, { title: other, body: "b" })).toBe(true);
});

test.each([
  ["Division by zero for an empty cart", "The cart is read before it is loaded"],
  ["Failed writes of the profile are swallowed", "The profile is written twice"],
  ["The request has no timeout", "The response is never closed"],
  ["SQL injection through the name", "The name is compared with case"],
])("another matter: %s, %s", (title, other) => {
  expect(saysNearlyTheSame({ title, body: "" }, { title: other, body: "" })).toBe(false);
});
