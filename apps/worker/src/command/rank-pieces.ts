import type { Piece } from "./material.ts";

type HunkPiece = Extract<Piece, { kind: "hunk" }>;

/** Words of a question that say nothing about code. */
const filler = new Set(
  "the and for what why how when where does did this that with from are was can will not you have has into".split(
    " ",
  ),
);

/** Hunks that share most words with a question first; else as they come, the riskiest first. */
export function byQuestion(pieces: readonly HunkPiece[], question: string): HunkPiece[] {
  const asked = new Set([...wordsOf(question)].filter((word) => !filler.has(word)));
  if (asked.size === 0) return [...pieces];
  const scored = pieces.map((piece) => {
    const known = wordsOf(`${piece.hunk.path} ${piece.hunk.rendered}`);
    return { piece, shared: [...asked].filter((word) => known.has(word)).length };
  });
  return scored.sort((a, b) => b.shared - a.shared).map(({ piece }) => piece);
}

/** Whole words and the parts of names, lower case. */
function wordsOf(text: string): Set<string> {
  const words = text.match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  const parts = words.flatMap((word) => word.match(/[A-Z]?\p{Ll}{2,}|\p{Lu}{3,}/gu) ?? []);
  return new Set([...words, ...parts].map((word) => word.toLowerCase()));
}
