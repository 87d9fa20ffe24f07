const replacements: readonly [RegExp, string][] = [
  // scheme://user:password@host, as in DATABASE_URL; the password may hold any character but / and @.
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]*:[^\s/@]*@/gi, "$1[redacted]@"],
  // GitHub's token prefixes: ghp_, gho_, ghu_, ghs_, ghr_ and github_pat_.
  [/\b(?:gh[pousr]_|github_pat_)[A-Za-z0-9_.-]{16,}/g, "[redacted]"],
  [/\b(bearer|basic|token)\s+[A-Za-z0-9._~+/=-]{16,}/gi, "$1 [redacted]"],
  [
    /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    "[redacted]",
  ],
];

/** The text without credentials that others put into error messages: URLs, tokens, keys. */
export function scrubText(text: string): string {
  return replacements.reduce((clean, [pattern, to]) => clean.replace(pattern, to), text);
}
