/** About a minute of speech. */
const mostCharacters = 900;

/** An answer as somebody would read it aloud: without code, signs of Markdown and lists of files. */
export function spokenText(markdown: string): string {
  const words = markdown
    .replace(/^(?:`{3,}|~{3,})[^\n]*\n[\s\S]*?^(?:`{3,}|~{3,})[ \t]*$/gm, "")
    .replace(/\n\n(?:Not read|Not taken over|Nothing was changed):[\s\S]*$/, "")
    .replace(/@[0-9a-f]{12}\b/g, "")
    .replace(/\s*\[\d{1,3}\]/g, "")
    .replace(/[`*_#>|]+/g, "")
    .replace(/^\s*[-+]\s+/gm, "")
    .replace(/\s+/g, " ")
    .trim();
  if (words.length <= mostCharacters) return words;
  const cut = words.slice(0, mostCharacters);
  const end = Math.max(cut.lastIndexOf(". "), cut.lastIndexOf("! "), cut.lastIndexOf("? "));
  return end > mostCharacters / 2 ? cut.slice(0, end + 1) : `${cut.trimEnd()}…`;
}
