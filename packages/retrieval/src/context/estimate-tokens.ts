const PIECE = /[A-Z]?[a-z]+|[A-Z]+| +|\t+|[\s\S]/gu;
const MARGIN = 1.05;

/**
 * How many tokens a text has at most, by its shape: the same formula as `estimateTokens` of
 * packages/expert, where it was measured (a test holds the two together). Repeated here because
 * that package loads the model client, which an indexer has no use for.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const [piece] of text.matchAll(PIECE)) tokens += tokensOf(piece);
  return Math.ceil(tokens * MARGIN);
}

function tokensOf(piece: string): number {
  const first = piece.codePointAt(0) ?? 0;
  if (first > 0x7f) return Buffer.byteLength(piece);
  if (piece[0] === " ") return Math.ceil((piece.length - 1) / 16);
  if (piece[0] === "\t") return Math.ceil(piece.length / 4);
  if (/[a-z]$/.test(piece)) return Math.ceil(piece.length / 5);
  if (/[A-Z]$/.test(piece)) return Math.ceil(piece.length / 1.5);
  return 1;
}
