/**
 * Credentials of no known form: a random value that is given to a name like `apiToken`. What is
 * asked of the value keeps hashes, identifiers and placeholders out; measured false alarms are in
 * docs/benchmarks.md.
 */

const secretName =
  /(?:secret|token|passw(?:or)?d|passphrase|credential|api_?key|access_?key|auth_?key|signing_?key|encryption_?key)s?\d*$/i;

/** Names that end like a secret's and are none: what is public, or says something about a secret. */
const harmlessName =
  /public|csrf|xsrf|next|continuation|page|cursor|cancell?ation|sync|design|lexer|syntax|hash|digest|checksum|etag|mock|fake|dummy|sample|example|expected/i;

const placeholder =
  /example|sample|dummy|test|fake|placeholder|your|change|replace|insert|secret|password|token|redacted|xxxx|\*\*\*|0{6}|1234|abcd|dead|beef|cafe/i;

/** `apiToken: "…"`, `API_TOKEN = '…'`, `"api-token" => "…"`, `token := "…"`. */
const quoted =
  /([A-Za-z_$][\w$.-]{2,60})["']?\]?\s*(?::\s*[\w<>[\]?]{1,30}\s*=|:=|=>|[:=])\s*["'`]([A-Za-z0-9+/_=.~-]{20,200})["'`]/g;

/** A whole line of an environment file, a workflow or properties: `API_TOKEN=…`, `api_token: …`. */
const bare =
  /^\s*(?:-\s+|export\s+|ENV\s+)?([A-Za-z_][\w.-]{2,60})\s*[=:]\s*([A-Za-z0-9+/_=.~-]{20,200})\s*$/g;

/** Whether the line gives a random value to a name of a secret. */
export function assignsSecret(line: string): boolean {
  if (line.length > 1_000 || !/[=:]/.test(line)) return false;
  return [quoted, bare].some((form) =>
    [...line.matchAll(form)].some(
      ([, name = "", value = ""]) =>
        secretName.test(name.replace(/[-.]/g, "_")) &&
        !harmlessName.test(name) &&
        !placeholder.test(value) &&
        isRandomValue(value),
    ),
  );
}

const leastHex = 32;
const leastEntropyOfHex = 3.2;
const leastEntropy = 3.8;

/** Words of a language change from letters to digits and between cases seldom, random text all the time. */
function isRandomValue(value: string): boolean {
  if (/^[0-9a-f]+$/i.test(value)) {
    return value.length >= leastHex && /\d/.test(value) && entropy(value) >= leastEntropyOfHex;
  }
  // Names in dots, paths and addresses are parts of text.
  if (/[a-z]{5}.*[a-z]{5}/.test(value) || value.split(/[./]/).length > 4) return false;
  const kinds = [/\d/, /[a-z]/, /[A-Z]/].filter((kind) => kind.test(value)).length;
  const switches = value.match(/[a-z](?=[A-Z\d])|[A-Z](?=\d)|\d(?=[A-Za-z])/g)?.length ?? 0;
  return kinds >= 2 && switches * 6 >= value.length && entropy(value) >= leastEntropy;
}

/** Bits per character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce(
    (sum, count) => sum - (count / text.length) * Math.log2(count / text.length),
    0,
  );
}
