/** Whatever was thrown, as an Error: `catch` gives `unknown`, and libraries throw strings. */
export function coerceError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
}
