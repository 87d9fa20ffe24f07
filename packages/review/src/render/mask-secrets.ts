/**
 * The last look before a text leaves: what has the form of a credential is masked, whoever wrote
 * it. Findings with a credential are held before (verify); this one also covers titles, paths,
 * reasons and answers to people, and strings of no known form that are too random to be words.
 */

/** Formats whose beginning names them; from the issuers' documentation. */
const known: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})/g,
  /\bglpat-[\w-]{16,}/g,
  /\b(?:AKIA|ASIA|AGPA|AIDA|AROA)[A-Z0-9]{16}\b/g,
  /\bAIza[\w-]{30,}/g,
  /\bxox[abeoprs]-[\w-]{10,}/g,
  /\b(?:sk|pk|rk)[-_](?:live|test|proj|ant|or)[-_][\w-]{16,}/g,
  /\bsk-[A-Za-z0-9]{32,}/g,
  /\bnpm_[A-Za-z0-9]{30,}/g,
  /\bhf_[A-Za-z0-9]{30,}/g,
  /\bSG\.[\w-]{16,}\.[\w-]{16,}/g,
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/g,
  /(?<=\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/gi,
];

/** Anything that could be a key: no spaces, no dots. */
const token = /[A-Za-z0-9+/_=-]{20,}/g;

/** From here on a string of hexadecimal digits is nothing that a reader needs. */
const minimumHexLength = 32;

/** What a masked credential is shown as. */
const maskedSecret = "[secret removed]";

/** Whether a text holds a credential of a known form: quick, so that every piece of code can be asked. */
export function holdsCredential(text: string): boolean {
  return known.some((format) => text.search(format) !== -1);
}

export function maskSecrets(text: string): string {
  const withoutKnown = known.reduce((masked, format) => masked.replace(format, maskedSecret), text);
  return withoutKnown.replace(token, (found) => (isRandom(found) ? maskedSecret : found));
}

/**
 * Random characters change their kind at every second place; names are made of words. So: letters
 * of both cases and digits, in pieces of 2.6 characters on average or less, of which a word in
 * camel case is one. Names of real code are at 3.2 and more, base64 of random bytes at 2.2 or less.
 */
function isRandom(found: string): boolean {
  if (/^[0-9a-f]+$/i.test(found)) return found.length >= minimumHexLength && /\d/.test(found);
  if (!/\d.*\d/.test(found) || !/[a-z]/.test(found) || !/[A-Z]/.test(found)) return false;
  const pieces = found.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g) ?? [];
  const letters = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return letters / Math.max(1, pieces.length) <= 2.6 && entropy(found) >= 3.5;
}

/** Bits per character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const shares = [...counts.values()].map((count) => count / text.length);
  return -shares.reduce((sum, share) => sum + share * Math.log2(share), 0);
}
