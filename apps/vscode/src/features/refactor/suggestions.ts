/** What may be asked with one choice; a word of one's own is typed. */
const common = [
  "Simplify it without changing what it does",
  "Split it into smaller functions",
  "Give its names more meaning",
  "Handle errors and edge cases",
  "Remove duplication",
];

const byLanguage: Readonly<Record<string, readonly string[]>> = {
  typescript: ["Make its types stricter", "Use async/await in place of callbacks"],
  typescriptreact: ["Make its types stricter", "Split the component"],
  javascript: ["Use async/await in place of callbacks", "Use modern syntax"],
  python: ["Add type hints", "Use comprehensions and context managers where they are clearer"],
  go: ["Return wrapped errors in place of panics", "Use table-driven structure"],
  java: ["Use streams and records where they are clearer", "Make it immutable"],
  rust: ["Return Result in place of unwrap"],
};

/** Instructions to choose from: what was typed, what was asked last, then those of the language. */
export function suggestionsFor(
  languageId: string,
  typed: string,
  recent: readonly string[],
): string[] {
  const all = [...recent, ...(byLanguage[languageId] ?? []), ...common];
  const wanted = typed.trim();
  return [...new Set(wanted === "" ? all : [wanted, ...all])];
}

/** The instructions to keep for the next time, newest first. */
export function withRecent(recent: readonly string[], instruction: string): string[] {
  return [instruction, ...recent.filter((each) => each !== instruction)].slice(0, 5);
}
