import { FIM_TEMPLATES, type FimFamily } from "./fim-families.ts";

/** A place in a file, and what else the model may see. */
export interface FimInput {
  prefix: string;
  suffix: string;
  /** Files and snippets that go in front, most useful last; those that hold a word of the vocabulary are left out. */
  files?: readonly { path: string; text: string }[];
  /** Of the file that is completed; null for an unsaved one. Shown beside other files only. */
  path?: string | null;
  /** For families that name it. Shown beside other files only. */
  repositoryName?: string | null;
}

/**
 * What a place in a file may show, in tokens: 1,200 before it, 400 behind it, 300 to be written. With
 * a family's own words that fits 2,048 tokens; code before the cursor says most, as in the editors
 * that publish their shares (60 % and 10 %, 30 % and 20 %).
 */
export const FIM_LIMITS = { prefixTokens: 1_200, suffixTokens: 400, middleTokens: 300 } as const;

/** What an unsaved file is called beside files that have a path. */
const UNSAVED = "untitled";

/**
 * The prompt that asks a family for the text between prefix and suffix, as a plain string: servers
 * get it as it is, without a chat template. With other files it has the family's form for several files of a
 * repository, where it knows one; without any it has the form for one file. Null when the code itself holds a
 * word of its vocabulary, which would end or turn the prompt. Pure: completions in editors and training
 * examples are the same bytes.
 */
export function renderFim(family: FimFamily, input: FimInput): string | null {
  const template = FIM_TEMPLATES[family];
  const { prefix, suffix, path, repositoryName } = input;
  if ([prefix, suffix].some((text) => holdsFimToken(family, text))) return null;
  // With nothing behind it a model goes on writing until its limit.
  const behind = suffix === "" ? "\n" : suffix;
  const { file, repository } = template;
  const files = shownFiles(family, input.files ?? []);
  if (file === null || files.length === 0) return template.prompt(prefix, behind);
  const harmless = (text: string | null | undefined) =>
    text == null || text === "" || holdsFimToken(family, text) ? null : text;
  const name = harmless(repositoryName);
  const lead = repository === null || name === null ? "" : repository(name);
  const front = lead + files.map(({ path, text }) => file(path, text)).join("");
  return template.amongFiles(front, harmless(path) ?? UNSAVED, prefix, behind);
}

/** Files without a word of the family's vocabulary in them. */
export function shownFiles<T extends { path: string; text: string }>(
  family: FimFamily,
  files: readonly T[],
): T[] {
  return files.filter(
    ({ path, text }) => !holdsFimToken(family, path) && !holdsFimToken(family, text),
  );
}

/** Whether a text holds a word that this family's vocabulary gives a meaning. */
function holdsFimToken(family: FimFamily, text: string): boolean {
  return FIM_TEMPLATES[family].specialTokens.some((token) => text.includes(token));
}

/** The middle as the family was trained to write it; a trainer adds its end-of-sequence token. */
export function renderFimAnswer(family: FimFamily, middle: string): string {
  const { before, after } = FIM_TEMPLATES[family].answer;
  return `${before}${middle}${after}`;
}

/** The middle out of a model's answer: what the family puts around it is taken off. */
export function readFimAnswer(family: FimFamily, answer: string): string {
  const { stops, answer: around } = FIM_TEMPLATES[family];
  const text = answer.startsWith(around.before) ? answer.slice(around.before.length) : answer;
  const ends = [around.after, ...stops].filter((stop) => stop !== "" && text.includes(stop));
  return text.slice(0, Math.min(text.length, ...ends.map((stop) => text.indexOf(stop))));
}
