import { decodeUtf8 } from "./decode-utf8.ts";

const ESCAPES: Record<string, number> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  '"': 34,
  "\\": 92,
};

const encoder = new TextEncoder();

/**
 * Reads a path that git wrote in C style at the start of `text`: `"b/\303\244 \"x\".txt"`.
 * Gives the path and the number of characters it took, or null when the quoting is broken or the
 * bytes are not UTF-8 (git allows such names; no API can address them).
 */
export function readQuotedPath(text: string): { path: string; length: number } | null {
  if (text[0] !== '"') return null;
  const bytes: number[] = [];
  for (let index = 1; index < text.length; ) {
    const character = text[index] ?? "";
    if (character === '"') {
      const path = decodeUtf8(Uint8Array.from(bytes));
      return path === null ? null : { path, length: index + 1 };
    }
    if (character !== "\\") {
      const codePoint = String.fromCodePoint(text.codePointAt(index) ?? 0);
      bytes.push(...encoder.encode(codePoint));
      index += codePoint.length;
      continue;
    }
    const octal = /^[0-3][0-7]{2}/.exec(text.slice(index + 1, index + 4))?.[0];
    const byte = octal ? Number.parseInt(octal, 8) : ESCAPES[text[index + 1] ?? ""];
    if (byte === undefined) return null;
    bytes.push(byte);
    index += octal ? 4 : 2;
  }
  return null;
}

/** A path as one whole header field; git ends one with a space in it by a tab, quoted or not. */
export function unquotePath(field: string): string | null {
  const written = field.endsWith("\t") ? field.slice(0, -1) : field;
  if (!written.startsWith('"')) return written;
  const quoted = readQuotedPath(written);
  return quoted && quoted.length === written.length ? quoted.path : null;
}
