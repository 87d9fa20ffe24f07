/** Of what is kept, the share that stands at the beginning. */
const HEAD_SHARE = 0.4;
const GAP = "\n…\n";

/**
 * The text, without its middle when it is longer than allowed. What teams write begins with what
 * they asked to remember last and ends with what is said about the very path: both stay.
 */
export async function cutMiddle(
  text: string,
  most: { characters: number; tokens: number },
  countTokens: (text: string) => Promise<number>,
): Promise<string> {
  let kept = middleOut(text, most.characters);
  for (;;) {
    const tokens = await countTokens(kept);
    if (tokens <= most.tokens || kept.length <= 2 * GAP.length) return kept;
    // A little less than the share: the next count need not be the last, but it comes closer.
    kept = middleOut(text, Math.floor(kept.length * Math.min(0.95, most.tokens / tokens)));
  }
}

function middleOut(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const room = Math.max(0, characters - GAP.length);
  const head = Math.floor(room * HEAD_SHARE);
  const tail = text.length - (room - head);
  return `${text.slice(0, head).toWellFormed()}${GAP}${text.slice(tail).toWellFormed()}`;
}
