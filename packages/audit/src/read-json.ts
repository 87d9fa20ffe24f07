/** A string of JSON with its quotes. */
const strings = /"[^"\\]*(?:\\.[^"\\]*)*"/gs;

/**
 * JSON.parse, with the keys that stand there. V8's own (12.8 to at least 14.6) takes a key that is
 * written with an escape for another one that begins like its escape, if an object with that one was
 * read before: after `{"\\":0}`, the key of `{"\"":0}` is a backslash
 * (https://github.com/nodejs/node/issues/63785). Strings by themselves it reads right, so keys are
 * read as such. Raises SyntaxError, as JSON.parse.
 */
export function readJson(text: string): unknown {
  if (!text.includes("\\")) return JSON.parse(text);
  const written: string[] = [];
  const bare = text.replace(strings, (string) => `"s${written.push(string) - 1}"`);
  const read = (place: string): string => JSON.parse(written[Number(place.slice(1))] ?? "");
  return restored(JSON.parse(bare), read);
}

function restored(value: unknown, read: (place: string) => string): unknown {
  if (typeof value === "string") return read(value);
  if (Array.isArray(value)) return value.map((each) => restored(each, read));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [read(key), restored(each, read)]),
  );
}
