import { describe, expect, test } from "vitest";
import { outline, read, usesIn } from "./read-facts.ts";

describe("Rust", () => {
  const store = `use std::{fmt, collections::HashMap as Map};
use crate::row::*;
extern crate serde;

/// Keeps rows.
#[derive(Debug, Clone)]
pub struct Store<T: Clone> { rows: Vec<T> }
pub enum Mode { Fast, Slow(Row) }
pub trait Reader: Base + fmt::Display {
    const SIZE: usize;
    fn read(&self) -> Row;
}
type Id = u64;
const LIMIT: usize = 3;
impl<T> Store<T> {
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let rows = load(path)?;
        for row in rows.iter() { row.check(LIMIT); }
        if let Mode::Slow(slow) = mode() { slow.run(); }
        Ok(Self { rows })
    }
}
impl<T: Clone> fmt::Display for Store<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{}", self.rows.len()) }
}
impl Reader for a::Other {}
macro_rules! twice { ($x:expr) => { $x }; }
mod tests { fn helper() {} }
`;

  test("an impl gives its type's name to its methods, and its trait to its type", async () => {
    const facts = await read("store.rs", store);
    expect(facts.hasErrors).toBe(false);
    expect(outline(facts)).toEqual([
      "class Store < Display",
      "class Mode",
      "interface Reader < Base < Display",
      "variable Reader.SIZE",
      "method Reader.read",
      "type Id",
      "variable LIMIT",
      "method Store.open",
      "method Store.fmt",
      "class Other < Reader",
      "function twice",
      "module tests",
      "function tests.helper",
    ]);
    expect(facts.definitions[7]?.signature).toBe(
      "pub fn open(path: &Path) -> Result<Self, StoreError>",
    );
  });

  test("references are calls, types and members, without parameters and locals", async () => {
    const facts = await read("store.rs", store);
    expect(usesIn(facts, "open")).toEqual([
      "Path",
      "StoreError",
      "load",
      "check",
      "LIMIT",
      "Mode",
      "Slow",
      "mode",
      "run",
    ]);
    expect(facts.imports).toEqual([
      "std::fmt",
      "std::collections::HashMap",
      "crate::row::*",
      "serde",
    ]);
    expect(facts.references.map(({ name }) => name)).not.toContain("HashMap");
  });

  test("doc comments and attributes stay with what they describe", async () => {
    const body = `    let value = compute(1);\n`.repeat(40);
    const text = `use a::b;\n\nfn one() {\n${body}}\n\n/// Says why.\n#[inline]\npub fn two() {\n${body}}\n`;
    const { chunks } = await read("a.rs", text);
    expect(chunks.map(({ symbol }) => symbol)).toEqual(["one", "two"]);
    expect(chunks[1]?.text.startsWith("/// Says why.\n#[inline]\npub fn two")).toBe(true);
  });
});
