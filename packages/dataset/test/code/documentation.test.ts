import type { Language } from "@devflow/syntax";
import { describe, expect, test } from "vitest";
import { cleanDocumentation } from "../../src/code/clean-documentation.ts";
import { documentationReason } from "../../src/code/documentation-reason.ts";
import { functionReason } from "../../src/code/function-reason.ts";

const comments: readonly (readonly [Language, string, string])[] = [
  [
    "typescript",
    "/**\n   * Reads {@link Row} by `id`.\n   * @param {string} id - which one\n   * @returns {Row} the row\n   * @internal\n   * @example\n   * ```ts\n   * read(1)\n   * ```\n   */",
    "Reads `Row` by `id`.\nid: which one\nReturns: the row",
  ],
  [
    "java",
    "/**\n * Gives {@code null} for <b>none</b> &lt;T&gt;.\n *\n * @param id which one\n * @throws IOException when it fails\n * @since 1.2\n */",
    "Gives `null` for none <T>.\n\nid: which one\nRaises IOException: when it fails",
  ],
  [
    "csharp",
    '/// <summary>\n/// Adds <see cref="T:Row"/>.\n/// </summary>\n/// <param name="id">Which one.</param>\n/// <returns>The row.</returns>',
    "Adds `Row`.\n\nid: Which one.\nReturns: The row.",
  ],
  [
    "php",
    "/**\n * Logs it.\n *\n * @phpstan-param A|B $level\n * @param list<A|B>|null $level Which one\n * @return array<string, int> the counts\n */",
    "Logs it.\n\nlevel: Which one\nReturns: the counts",
  ],
  [
    "python",
    '"""Reads :class:`~a.Row` by ``id``.\n\n        Second line.\n\n        >>> read(1)\n        .. versionadded:: 1.2\n           More of it.\n        """',
    "Reads `a.Row` by `id`.\n\nSecond line.",
  ],
  [
    "rust",
    "/// Reads a [`Row`].\n///\n/// It can be written again:\n///\n/// ```\n/// write(1);\n/// ```\n///\n/// For example:\n///\n/// ```rust\n/// read(1);\n/// ```\n///\n/// [`Row`]: crate::Row",
    "Reads a `Row`.",
  ],
  ["go", "// Get reads.\n//\n//nolint:gosec\n// It waits.", "Get reads.\n\nIt waits."],
  [
    "ruby",
    "# Reads it.\n# @param id [Integer] which one\n# @return [Row] the row",
    "Reads it.\nid: which one\nReturns: the row",
  ],
  ["cpp", "/// \\brief Reads it.\n/// \\param[in] id which one", "Reads it.\nid: which one"],
  ["c", "/* ---- \n * Reads it.\n * ---- */", "Reads it."],
];

describe("documentation", () => {
  test.each(comments)("of %s loses its signs and its markup", (language, comment, text) => {
    expect(cleanDocumentation(comment, language)).toBe(text);
  });

  test.each([
    ["-----", "no words"],
    ["todo: make this quick for large lists", "to do"],
    ["Copyright 2020 Acme Corporation and others", "licence"],
    ["Deprecated: use readRows instead of this one", "deprecated"],
    ["{@inheritDoc}", "inherited"],
    ["Constructor.", "no summary"],
    ["Returns the row.", "says only the name"],
    ["Gets the row by its id", "says only the name"],
    ["See readRows() for more about this.", "other things"],
    ["Note: called while the lock is held", "a note"],
    ["id: which of the many rows", "no summary"],
    ["const a = read(1);\nif (a) {\n  write(a);\n}", "commented code"],
    ["Reads a row and waits until its lock is free.", null],
    ["行を読み取り、ロックが解放されるまで待機します。", null],
  ])("%j is refused as %s", (text, reason) => {
    expect(documentationReason(text, { name: "readRowById", scopes: ["RowStore"] })).toBe(reason);
  });
});

describe("a function", () => {
  const long = Array.from({ length: 400 }, (_, at) => `  call${at}(value${at}, other${at});`);
  test.each([
    ["{\n  return this.rows;\n}", "trivial"],
    ["{\n  return this.store.read(id, limit);\n}", "trivial"],
    ["{\n  // Nothing.\n}", "trivial"],
    ["\n    raise NotImplementedError\n", "trivial"],
    ["{\n  this.a = a;\n  this.b = b;\n  return this;\n}", "trivial"],
    ["{\n  a();\n  b();\n}", "too short"],
    [`{\n${long.join("\n")}\n}`, "too long"],
    [
      "{\n  const rows = this.read(id);\n  rows.sort(byAge);\n  return rows.slice(0, limit).map(show);\n}",
      null,
    ],
  ])("%j is %s", (body, reason) => {
    expect(functionReason(`f(id) ${body}`, body)).toBe(reason);
  });
});
