import fc from "fast-check";
import { expect, test } from "vitest";
import { estimateTokens } from "../src/index.ts";

const PIECE = /[A-Z]?[a-z]+|[A-Z]+| +|\t+|[\s\S]/gu;

/** The pieces as a regular expression says them: what the loop is held to. */
function byExpression(text: string): number {
  let tokens = 0;
  for (const [piece] of text.matchAll(PIECE)) {
    const first = piece.codePointAt(0) ?? 0;
    if (first > 0x7f) tokens += Buffer.byteLength(piece);
    else if (piece[0] === " ") tokens += Math.ceil((piece.length - 1) / 16);
    else if (piece[0] === "\t") tokens += Math.ceil(piece.length / 4);
    else if (/[a-z]$/.test(piece)) tokens += Math.ceil(piece.length / 5);
    else if (/[A-Z]$/.test(piece)) tokens += Math.ceil(piece.length / 1.5);
    else tokens += 1;
  }
  return Math.ceil(tokens * 1.05);
}

const codeLike = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "URLParser",
        "parseDiff",
        "A",
        "AB",
        "Ab",
        "ABc",
        "   ",
        "\t\t",
        "\n",
        "é",
        "日",
        "🙂",
      ),
      fc.string({ unit: "binary", maxLength: 6 }),
      fc.string({ maxLength: 12 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(""));

test("counts the same pieces as the expression that says what a piece is", () => {
  fc.assert(
    fc.property(codeLike, (text) => {
      expect(estimateTokens(text)).toBe(byExpression(text));
    }),
    { numRuns: 500 },
  );
});
