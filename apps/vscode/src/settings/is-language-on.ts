/** Whether completions are on for a language: by its own switch, else by that of `*`, else yes. */
export function isLanguageOn(
  language: string,
  switches: Readonly<Record<string, boolean>>,
): boolean {
  return switches[language] ?? switches["*"] ?? true;
}
