/**
 * Takes people out of the text of an answer, and leaves its code as it is: `@Override` in a fix is
 * no mention. Code is what stands in fences and between backticks, and the lines in which an answer
 * names a file or quotes a line.
 */

/** An address; the last part of a host is letters, which keeps `pkg@1.2.3` out. */
const ADDRESS = /[\w.+-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*\.)+[A-Za-z]{2,}/g;

/** GitHub's logins: letters, digits and single hyphens, at most 39. A team is `@owner/team`. */
const MENTION = /(?<![\w`@/.])@([A-Za-z0-9](?:-?[A-Za-z0-9]){0,38})(?![\w@-])/g;

/** What only a login looks like: a word with a digit, a hyphen or a capital inside. */
const UNMISTAKABLE =
  /(?<![\w@/.-])(?=[A-Za-z-]*[A-Za-z0-9][A-Z0-9-])([A-Za-z0-9](?:-?[A-Za-z0-9]){2,38})(?![\w/-])/g;

const FENCE = /^\s*(`{3,}|~{3,})/;
const CODE_SPAN = /(`+)[^`][\s\S]*?\1/g;

/**
 * @param known logins in small letters
 * @param nameOf the name to put in place of a login or an address
 */
export function maskMentions(
  text: string,
  known: ReadonlySet<string>,
  nameOf: (login: string) => string,
): string {
  let fence: string | null = null;
  return text
    .split("\n")
    .map((line) => {
      const mark = FENCE.exec(line)?.[1];
      if (fence !== null) {
        if (mark?.startsWith(fence) === true) fence = null;
        return line;
      }
      if (mark !== undefined) {
        fence = mark;
        return line;
      }
      return /^(file|line): /.test(line) ? line : maskProse(line, known, nameOf);
    })
    .join("\n");
}

function maskProse(
  line: string,
  known: ReadonlySet<string>,
  nameOf: (login: string) => string,
): string {
  let masked = "";
  let at = 0;
  for (const span of line.matchAll(CODE_SPAN)) {
    masked += maskWords(line.slice(at, span.index), known, nameOf) + span[0];
    at = span.index + span[0].length;
  }
  return masked + maskWords(line.slice(at), known, nameOf);
}

function maskWords(
  text: string,
  known: ReadonlySet<string>,
  nameOf: (login: string) => string,
): string {
  return text
    .replace(ADDRESS, (address) => `${nameOf(address)}@address.invalid`)
    .replace(MENTION, (_, login: string) => `@${nameOf(login)}`)
    .replace(UNMISTAKABLE, (word) => (known.has(word.toLowerCase()) ? nameOf(word) : word));
}
