import { FIM_TEMPLATES, type FimFamily } from "./fim-families.ts";

/** A place in a file, and what else the model may see. */
export interface FimInput {
  prefix: string;
  suffix: string;
  /** Files and snippets that go in front, most useful last. */
  files?: readonly { path: string; text: string }[];
}

/**
 * What a place in a file may show, in tokens: 1,200 before it, 400 behind it, 300 to be written. With
 * a family's own words that fits 2,048 tokens; code before the cursor says most, as in the editors
 * that publish their shares (60 % and 10 %, 30 % and 20 %).
 */
export const FIM_LIMITS = { prefixTokens: 1_200, suffixTokens: 400, middleTokens: 300 } as const;

/**
 * The prompt that asks a family for the text between prefix and suffix, as a plain string: servers
 * get it as it is, without a chat template. Null when the texts hold a word of its vocabulary, which
 * would end or turn the prompt. Pure: completions in editors and training examples are the same bytes.
 */
export function renderFim(family: FimFamily, input: FimInput): string | null {
  const template = FIM_TEMPLATES[family];
  const { prefix, suffix, files = [] } = input;
  const texts = [prefix, suffix, ...files.flatMap(({ path, text }) => [path, text])];
  if (texts.some((text) => holdsFimToken(family, text))) return null;
  const { file } = template;
  const front = file === null ? "" : files.map(({ path, text }) => file(path, text)).join("");
  // With nothing behind it a model goes on writing until its limit.
  return front + template.prompt(prefix, suffix === "" ? "\n" : suffix);
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
