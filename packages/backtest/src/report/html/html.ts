/** Text that is HTML already: only {@link html} makes it. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | readonly Html[];

/**
 * HTML from a template. Everything that is put in is escaped, for text and for quoted attributes
 * alike, unless it was made here itself.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const text = strings.reduce((whole, piece, at) => {
    const part = parts[at];
    return `${whole}${piece}${part === undefined ? "" : toText(part)}`;
  }, "");
  return new Html(text);
}

function toText(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(({ text }) => text).join("");
  return escaped(String(part));
}

/** Control characters cannot be written in HTML; those that turn the direction of text mislead. */
function escaped(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, (character) =>
      /[\n\t]/.test(character) ? character : "\ufffd",
    )
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

export const nothing = html``;
