/** As many blanks as the text is long, its line breaks kept: offsets and rows hold. */
export function blank(text: string): string {
  return text.replace(/[^\n]/g, " ");
}

/**
 * The text without `#if` lines and without what comes after `#else` and `#elif`: braces that are
 * opened in one branch each are balanced then. `#define` and `#include` stay.
 */
export function withoutOtherBranches(text: string): string {
  let skipped = 0;
  let open = 0;
  // A directive goes on below a line that ends with a backslash.
  return text.replace(/^(?:[^\n]*\\\r?\n)*[^\n]*/gm, (line) => {
    const directive = /^[ \t]*#[ \t]*(if|ifdef|ifndef|else|elif|elifdef|endif)\b/.exec(line)?.[1];
    if (directive === undefined) return skipped > 0 ? blank(line) : line;
    if (directive.startsWith("if")) {
      open++;
    } else if (directive === "endif") {
      if (skipped === open) skipped = 0;
      open = Math.max(0, open - 1);
    } else if (skipped === 0) {
      skipped = open;
    }
    return blank(line);
  });
}
