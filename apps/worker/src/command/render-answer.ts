import { renderTitle, safeCode, safeInline, safeMarkdown, suggestionBlock } from "@devflow/review";

/** Characters of a block; GitHub takes 65,536 in a comment. */
const maxBlock = 30_000;

/** The expert's words as a comment. */
export function renderProse(words: string, isCut: boolean): string {
  const note = isCut ? "\n\n<sub>The answer was cut off at its longest length.</sub>" : "";
  return `${safeMarkdown(words)}${note}`;
}

/** Null where the code cannot be offered as it is: a credential in it, or a line that bots act on. */
export function renderSuggestion(suggestion: {
  title: string;
  why: string;
  code: string;
}): string | null {
  const { title, why, code } = suggestion;
  const block = suggestionBlock(code);
  if (block === "") return null;
  const words = why.trim() === title.trim() ? "" : safeMarkdown(why);
  return [`**${renderTitle(title)}**`, words, block].filter((part) => part !== "").join("\n\n");
}

/** A whole file as a block of code. */
export function renderFile(path: string, language: string, code: string): string {
  return `${safeCode(path)}\n\n${renderBlock(language, code)}`;
}

/** Text in a block, through the same renderer as all other text. */
export function renderBlock(language: string, text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(Math.max(3, longest + 1));
  const block = `${fence}${language.replace(/[^\w+#-]/g, "")}\n${text}\n${fence}`;
  return safeMarkdown(block, { maxLength: maxBlock });
}

export interface Description {
  title: string;
  summary: readonly string[];
  files: ReadonlyMap<string, string>;
  /** Files that were not read, or about which nothing was said. */
  others: number;
}

/** Title, points and walk-through of `/describe`. */
export function renderDescription({ title, summary, files, others }: Description): string {
  const parts = [
    ...(title === "" ? [] : [`**Title:** ${safeInline(title)}`]),
    ...(summary.length === 0 ? [] : [summary.map((point) => `- ${safeInline(point)}`).join("\n")]),
    ...(files.size === 0 ? [] : ["**Files**", walkThrough(files)]),
    ...(others === 0 ? [] : [`${others} more ${others === 1 ? "file" : "files"} without a word.`]),
  ];
  return parts.join("\n\n");
}

function walkThrough(files: ReadonlyMap<string, string>): string {
  return [...files].map(([path, text]) => `- ${safeCode(path)}: ${safeInline(text)}`).join("\n");
}
