/**
 * The same text in memory of its own. A piece of a text refers to the whole of it: 45,000 words in a
 * cache kept 90 MB of sources alive, as copies 4.
 */
export function ownCopy(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}
