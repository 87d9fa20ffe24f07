const elision =
  /^\s*(?:(?:\/\/|#|\/\*|\*|--|<!--|;|%)\s*)?[[({]?\s*(?:\.{3}|…)\s*(?:\(?\s*(?:the\s+)?(?:existing|rest|remaining|remainder|other|unchanged|same|previous|keep|more|omitted|code)\b.*|\*\/|-->)\s*$/i;
const bareComment = /^\s*(?:\/\/|#|\/\*|--|<!--)\s*(?:\.{3}|…)\s*(?:\*\/|-->)?\s*$/;
const trailing =
  /^\s*(?:\/\/|#|\/\*|--|<!--)\s*(?:rest of|existing|remaining|unchanged|other)\b.*(?:\.{3}|…|unchanged|as before|same as)/i;

/**
 * The first line that stands for code which the answer leaves out, such as `// ... existing code`;
 * null when there is none, or when it stands in the file already.
 */
export function elidedLine(lines: readonly string[], before: readonly string[]): string | null {
  const known = new Set(before.map((line) => line.trim()));
  const found = lines.find(
    (line) =>
      line.length < 200 &&
      (elision.test(line) || bareComment.test(line) || trailing.test(line)) &&
      !known.has(line.trim()),
  );
  return found?.trim() ?? null;
}
