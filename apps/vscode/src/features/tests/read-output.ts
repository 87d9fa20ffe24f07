import { stripVTControlCharacters } from "node:util";

/** Of a failure, what a repair is asked with and what is shown: its end says most. */
const MAX_OUTPUT_CHARACTERS = 8_000;

/**
 * What a run printed as plain text: without colours, with what a progress line was overwritten with,
 * and only its beginning and end where it is long.
 */
export function readOutput(raw: string, maxCharacters = MAX_OUTPUT_CHARACTERS): string {
  const plain = stripVTControlCharacters(raw)
    .split(/\r?\n/)
    .map((line) => line.slice(line.lastIndexOf("\r") + 1).trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  if (plain.length <= maxCharacters) return plain;
  // A quarter for how it began: there a compiler or a missing module speaks.
  const head = plain.slice(0, Math.floor(maxCharacters / 4));
  const tail = plain.slice(plain.length - Math.floor((maxCharacters * 3) / 4));
  const left = plain.length - head.length - tail.length;
  return `${head}\n… ${left} characters left out …\n${tail}`;
}
