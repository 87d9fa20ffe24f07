import { expect, test } from "vitest";
import { findPlainDefinitions } from "../src/index.ts";

test.each([
  ["a.ex", "defmodule Shop.Cart do\n  def total(cart) do\n    1\n  end\nend", "Cart:1-5 total:2-4"],
  [
    "a.hs",
    "class Eq a => Shape a where\narea :: a -> Int\ndata Box = Box Int",
    "Shape:1-1 area:2-2 Box:3-3",
  ],
  ["a.lua", "local function add(a)\n  return a\nend\nM.sub = function() end", "add:1-3 sub:4-4"],
  [
    "a.scala",
    "sealed abstract class Json {\n  final def fold[X](f: X) = f\n}",
    "Json:1-3 fold:2-2",
  ],
  [
    "a.swift",
    "public final class Cart {\n  @discardableResult public func add() {}\n}\nprotocol P {}",
    "Cart:1-3 add:2-2 P:4-4",
  ],
  [
    "a.zig",
    "pub const Cart = struct {\n  pub fn add() void {}\n};\nconst x = 3;",
    "Cart:1-3 add:2-2",
  ],
  ["a.sh", "add() {\n  echo\n}\nfunction sub {\n  echo\n}\nadd", "add:1-3 sub:4-6"],
  ["a.sql", "CREATE TABLE IF NOT EXISTS carts (\n  id int\n);", "carts:1-3"],
  ["a.txt", "class Shop {}", ""],
])("finds what %s defines, with its lines", (path, text, expected) => {
  const found = findPlainDefinitions({ path, text });
  expect(
    found.map(({ name, startLine, endLine }) => `${name}:${startLine}-${endLine}`).join(" "),
  ).toBe(expected);
});

test("reads a large file in time that grows with its lines", () => {
  const text = `${"x".repeat(10_000)}\n`.repeat(100) + "  (((( ".repeat(20_000);
  expect(findPlainDefinitions({ path: "a.scala", text })).toEqual([]);
});
