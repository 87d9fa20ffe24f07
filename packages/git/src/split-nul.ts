import { decodeUtf8 } from "@devflow/diff";

/** The entries of git's `-z` output. Names that are not UTF-8 are left out: no API can address them. */
export function splitNul(output: Buffer): string[] {
  return [...entriesOf(output)].map(decodeUtf8).filter((entry) => entry !== null);
}

/** The entries that {@link splitNul} leaves out, for people: what is no UTF-8 is shown as U+FFFD. */
export function unreadableEntries(output: Buffer): string[] {
  return [...entriesOf(output)]
    .filter((entry) => decodeUtf8(entry) === null)
    .map((entry) => entry.toString("utf8"));
}

/** The entries as bytes. */
export function* entriesOf(output: Buffer): Generator<Buffer> {
  let start = 0;
  for (let end = output.indexOf(0); end !== -1; end = output.indexOf(0, start)) {
    yield output.subarray(start, end);
    start = end + 1;
  }
}
