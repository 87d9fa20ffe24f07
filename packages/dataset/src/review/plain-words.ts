/** A comment's words without what is no prose: code, quotations, suggestions, markup, pictures. */
export interface PlainWords {
  /** Prose only, on one line. */
  text: string;
  /** What replaces the commented lines, where the comment says so in GitHub's form. */
  suggestion: string | null;
  /** Code stands in it, in a block or between backticks. */
  hasCode: boolean;
}

const SUGGESTION = /^[ \t]*(`{3,}|~{3,})suggestion[^\n]*\n([\s\S]*?)^[ \t]*\1[ \t]*$/m;
const FENCE = /^[ \t]*(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^[ \t]*\1[ \t]*$|$(?![\s\S]))/gm;

/** Reads a comment in GitHub's Markdown. */
export function plainWords(body: string): PlainWords {
  const lines = body.replace(/\r\n?/g, "\n");
  const suggested = SUGGESTION.exec(lines)?.[2];
  const withoutBlocks = lines.replace(FENCE, " ");
  const text = withoutBlocks
    .replace(/<!--[\s\S]*?-->/g, " ")
    .replace(/^[ \t]*>.*$/gm, " ")
    .replace(/!\[[^\]]*\]\([^)]*\)/g, " ")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/<\/?[a-z][^>\n]*>/gi, " ")
    .replace(/^[ \t]*(?:[-*+]|\d{1,2}[.)]|#{1,6})[ \t]+/gm, "")
    .replace(/[*_]{1,3}(\S(?:[^*_\n]*\S)?)[*_]{1,3}/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
  return {
    text,
    suggestion: suggested === undefined ? null : suggested.replace(/\n$/, ""),
    hasCode: withoutBlocks !== lines || /`[^`\n]+`/.test(lines),
  };
}
