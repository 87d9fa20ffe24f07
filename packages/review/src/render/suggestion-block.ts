import { actingLine } from "./active-text.ts";
import { cleanText } from "./clean-text.ts";
import { maskSecrets } from "./mask-secrets.ts";

/** Longest code that is offered for committing; a reader does not check more by eye. */
const maxLength = 10_000;

/**
 * GitHub's committable block, or nothing where the code cannot be shown as it is. Properties wanted:
 * what is read is what is committed. So invisible characters are removed from the code itself, line
 * ends are \n (GitHub takes those of the file), and code that is too long, holds a credential or has
 * a line that bots take for a command is not offered at all. The fence is longer than any run of
 * its own sign inside, so that the code cannot close it.
 */
export function suggestionBlock(suggestion: string): string {
  const code = cleanText(suggestion);
  const isOffered =
    code.length <= maxLength && maskSecrets(code) === code && !actingLine.test(code);
  if (!isOffered) return "";
  const longestRun = Math.max(0, ...(code.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(Math.max(3, longestRun + 1));
  // The newline at its end is the last line's own: a second one would add a blank line.
  const lines = code === "" || code.endsWith("\n") ? code : `${code}\n`;
  return `${fence}suggestion\n${lines}${fence}`;
}
