const MARGIN = 1.05;

/**
 * How many tokens a text has at most, by its shape. For Llama-2's 32,000-word vocabulary, the
 * most wasteful one in use: newer vocabularies need fewer tokens for the same text.
 *
 * Measured against llama-tokenizer-js 1.2.2 on 687 pieces of 3,000 characters out of 14 file types
 * (JavaScript, TypeScript, Python, C headers, JSON, HTML, Markdown, CSS, …): estimate / truth is
 * 1.02 at the first percentile, 1.27 in the middle, 0.89 for the worst piece, which is a base64
 * blob. 94 to 111 pieces each of Ruby, C#, Java, Kotlin, PHP, Rust, Python and Go out of public
 * repositories: 0.98 at the least, 1.23 to 1.38 in the middle. A fixed number of characters per token
 * cannot do this: the pieces of before have 1.1 to 6.0
 * (99 % of them over 1.55, 3.1 in the middle), so a divisor as safe would be twice too high in the
 * middle.
 *
 * A piece is a word (small letters with at most one capital before them), a run of capitals, of
 * spaces or of tabs, or one other character. A loop over character codes: a regular expression with
 * the same pieces, which the test holds it to, read 7 MB a second, and a data set has gigabytes.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isSmall(code)) {
      const end = endOf(text, at + 1, isSmall);
      tokens += Math.ceil((end - at) / 5);
      at = end;
    } else if (isCapital(code)) {
      const end = endOf(text, at + 1, isCapital);
      const isWord = end === at + 1 && end < text.length && isSmall(text.charCodeAt(end));
      const wordEnd = isWord ? endOf(text, end, isSmall) : end;
      tokens += isWord ? Math.ceil((wordEnd - at) / 5) : Math.ceil((end - at) / 1.5);
      at = wordEnd;
    } else if (code === SPACE) {
      const end = endOf(text, at + 1, isSpace);
      // One space belongs to the word behind it; the vocabulary has runs of up to 16.
      tokens += Math.ceil((end - at - 1) / 16);
      at = end;
    } else if (code === TAB) {
      const end = endOf(text, at + 1, isTab);
      tokens += Math.ceil((end - at) / 4);
      at = end;
    } else if (code < 0x80) {
      // Digits, punctuation and line ends: one each.
      tokens += 1;
      at += 1;
    } else {
      const point = text.codePointAt(at) ?? code;
      // A character outside the vocabulary costs one token per byte of UTF-8.
      tokens += point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      at += point < 0x10000 ? 1 : 2;
    }
  }
  return Math.ceil(tokens * MARGIN);
}

const SPACE = 0x20;
const TAB = 0x09;
const isSmall = (code: number) => code >= 0x61 && code <= 0x7a;
const isCapital = (code: number) => code >= 0x41 && code <= 0x5a;
const isSpace = (code: number) => code === SPACE;
const isTab = (code: number) => code === TAB;

function endOf(text: string, from: number, isInside: (code: number) => boolean): number {
  let end = from;
  while (end < text.length && isInside(text.charCodeAt(end))) end += 1;
  return end;
}
