import { decodeUtf8 } from "@devflow/diff";

/** The entries of git's `-z` output. Names that are not UTF-8 are left out: no API can address them. */
export function splitNul(output: Buffer): string[] {
  const entries: string[] = [];
  let start = 0;
  for (let end = output.indexOf(0); end !== -1; end = output.indexOf(0, start)) {
    const entry = decodeUtf8(output.subarray(start, end));
    if (entry !== null) entries.push(entry);
    start = end + 1;
  }
  return entries;
}
