/** Cyrillic and Greek letters that look like Latin ones, in the order of {@link latin}. */
const lookalikes = "аеорсухіјѕԁһԛԝкмтвнгАЕОРСУХІЈЅВКМНТαονρτυικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ";
const latin = "aeopcyxijsdhqwkmtbhrAEOPCYXIJSBKMHTaovptuikABEZHIKMNOPTYX";

const toLatin = new Map([...lookalikes].map((letter, index) => [letter, [...latin][index] ?? ""]));

const invisible = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/gu;
/** Tag characters are ASCII once more, 0xE0000 further up. */
const tags = /[\u{e0020}-\u{e007e}]/gu;
const encoded = /[A-Za-z0-9+/_-]{24,4000}={0,2}/g;

/** A line longer than this is data; its beginning is looked at. */
const maxLength = 4_000;

/**
 * The text in the forms in which a model may read it: as it is without what is unseen, with tag
 * characters and lookalikes as Latin letters, with letters that are spaced out drawn together, and
 * what is in base64 decoded.
 */
export function plainForms(text: string): string[] {
  const kept = text.slice(0, maxLength);
  const withTags = kept.replace(tags, (tag) =>
    String.fromCodePoint((tag.codePointAt(0) ?? 0) - 0xe0000),
  );
  const seen = withTags.replace(invisible, "").normalize("NFKC");
  const forms = [seen];
  if (/[\u0370-\u04ff\u0500-\u052f]/.test(seen)) {
    forms.push([...seen].map((letter) => toLatin.get(letter) ?? letter).join(""));
  }
  const together = seen.replace(/\b\w(?:[ ._-]\w){5,}\b/g, (spaced) =>
    spaced.replace(/[ ._-]/g, ""),
  );
  // Letters one by one have no blanks between words left: a letter alone tells them apart no more.
  if (together !== seen) forms.push(together, wordsOf(seen));
  for (const [token] of seen.matchAll(encoded)) {
    const decoded = Buffer.from(token, "base64").toString("utf8");
    if (/^[\p{L}\p{N}\p{P}\p{S}\s]{12,}$/u.test(decoded)) forms.push(decoded);
  }
  return forms;
}

/** `i g n o r e  a l l` with wider gaps between words. */
function wordsOf(text: string): string {
  return text
    .split(/\s{2,}|\s[/|]\s/)
    .map((word) => word.replace(/(?<=\b\w) (?=\w\b)/g, ""))
    .join(" ");
}
