/** Model families that were trained to fill in the middle, each with words of its own. */
export type FimFamily =
  | "codellama"
  | "qwen-coder"
  | "starcoder2"
  | "deepseek-coder"
  | "codestral"
  | "codegemma"
  | "granite";

/** How a family is asked for what belongs between two texts. */
export interface FimTemplate {
  family: FimFamily;
  /** Words of the vocabulary; code that holds one cannot be shown to this family. */
  specialTokens: readonly string[];
  /** Where the answer ends, for servers that do not stop there by themselves. */
  stops: readonly string[];
  /** In front of and behind the middle as the model was trained to write it. */
  answer: { before: string; after: string };
  /** How another file is shown in front; null where the family knows no way. */
  file: ((path: string, text: string) => string) | null;
  prompt(prefix: string, suffix: string): string;
}

const chatMl = ["<|im_start|>", "<|im_end|>"];

/** `<|fim_prefix|>` and its like, of Qwen2.5-Coder and Qwen3-Coder (model card, "Fill-in-the-middle"). */
const qwen: FimTemplate = {
  family: "qwen-coder",
  specialTokens: [
    ...["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|fim_pad|>"],
    ...["<|repo_name|>", "<|file_sep|>", "<|endoftext|>", ...chatMl],
  ],
  stops: ["<|endoftext|>", "<|fim_pad|>", "<|repo_name|>", "<|file_sep|>", ...chatMl],
  answer: { before: "", after: "" },
  file: (path, text) => `<|file_sep|>${path}\n${text}\n`,
  prompt: (prefix, suffix) => `<|fim_prefix|>${prefix}<|fim_suffix|>${suffix}<|fim_middle|>`,
};

const starCoder: FimTemplate = {
  family: "starcoder2",
  specialTokens: [
    ...["<fim_prefix>", "<fim_suffix>", "<fim_middle>", "<fim_pad>"],
    ...["<repo_name>", "<file_sep>", "<|endoftext|>"],
  ],
  stops: ["<|endoftext|>", "<fim_pad>", "<file_sep>", "<repo_name>"],
  answer: { before: "", after: "" },
  file: (path, text) => `<file_sep>${path}\n${text}\n`,
  prompt: (prefix, suffix) => `<fim_prefix>${prefix}<fim_suffix>${suffix}<fim_middle>`,
};

/** The bars are U+FF5C and the low lines U+2581. */
const deepSeek: FimTemplate = {
  family: "deepseek-coder",
  specialTokens: [
    ...["<｜fim▁begin｜>", "<｜fim▁hole｜>", "<｜fim▁end｜>"],
    ...["<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<|EOT|>"],
  ],
  stops: ["<｜end▁of▁sentence｜>", "<|EOT|>"],
  answer: { before: "", after: "" },
  file: (path, text) => `#${path}\n${text}\n`,
  prompt: (prefix, suffix) => `<｜fim▁begin｜>${prefix}<｜fim▁hole｜>${suffix}<｜fim▁end｜>`,
};

/** The suffix goes first. */
const codestral: FimTemplate = {
  family: "codestral",
  specialTokens: ["[PREFIX]", "[SUFFIX]", "[MIDDLE]", "[INST]", "[/INST]", "</s>"],
  stops: ["[PREFIX]", "[SUFFIX]", "\n+++++ ", "</s>"],
  answer: { before: "", after: "" },
  file: (path, text) => `+++++ ${path}\n${text}\n`,
  prompt: (prefix, suffix) => `[SUFFIX]${suffix}[PREFIX]${prefix}`,
};

/**
 * The spaces are part of it: the words of the vocabulary are `▁<PRE>`, `▁<SUF>`, `▁<MID>` and
 * `▁<EOT>`, and SentencePiece puts a space in front of the prefix and of the middle, not of the
 * suffix (`infilling_prompt_tokens` of facebookresearch/codellama). So the answer begins with one
 * space that is not code, which `readFimAnswer` takes off, and ends with `<EOT>`, which is not the
 * end-of-sequence token that trainers add.
 */
const codeLlama: FimTemplate = {
  family: "codellama",
  specialTokens: ["<PRE>", "<SUF>", "<MID>", "<EOT>", "<FILL_ME>", "<s>", "</s>"],
  stops: ["<EOT>", "</s>"],
  answer: { before: " ", after: " <EOT>" },
  file: null,
  prompt: (prefix, suffix) => `<PRE> ${prefix} <SUF>${suffix} <MID>`,
};

/** Ends its answer with the file separator, which is not its end-of-sequence token. */
const codeGemma: FimTemplate = {
  family: "codegemma",
  specialTokens: [
    ...["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|file_separator|>"],
    ...["<start_of_turn>", "<end_of_turn>", "<bos>", "<eos>"],
  ],
  stops: ["<|file_separator|>", "<end_of_turn>", "<eos>"],
  answer: { before: "", after: "<|file_separator|>" },
  file: (path, text) => `${path}\n${text}<|file_separator|>`,
  prompt: qwen.prompt,
};

/** Granite 4; Granite Code 3 has the words of StarCoder. */
const granite: FimTemplate = {
  family: "granite",
  specialTokens: [
    ...["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|fim_pad|>"],
    ...["<|filename|>", "<|reponame|>", "<|end_of_text|>", "<|start_of_role|>", "<|end_of_role|>"],
  ],
  stops: ["<|end_of_text|>", "<|fim_pad|>", "<|filename|>", "<|reponame|>"],
  answer: { before: "", after: "" },
  file: (path, text) => `<|filename|>${path}\n${text}\n`,
  prompt: qwen.prompt,
};

export const FIM_TEMPLATES: Readonly<Record<FimFamily, FimTemplate>> = {
  codellama: codeLlama,
  "qwen-coder": qwen,
  starcoder2: starCoder,
  "deepseek-coder": deepSeek,
  codestral,
  codegemma: codeGemma,
  granite,
};

/** Every word that ends an answer, what the family puts behind it first. */
export function fimStops(family: FimFamily): string[] {
  const { answer, stops, specialTokens } = FIM_TEMPLATES[family];
  const after = answer.after === "" ? [] : [answer.after];
  return [...new Set([...after, ...stops, ...specialTokens])];
}

const familyNames: readonly (readonly [RegExp, FimFamily])[] = [
  [/code-?llama/i, "codellama"],
  [/qwen[\w.-]*coder|codeqwen/i, "qwen-coder"],
  [/star-?coder|stable-?code|granite[\w.-]*code/i, "starcoder2"],
  [/deep-?seek[\w.-]*coder/i, "deepseek-coder"],
  [/codestral/i, "codestral"],
  [/code-?gemma/i, "codegemma"],
  [/granite/i, "granite"],
];

/** The family of a model by its name; null for one that is not known to fill in the middle. */
export function fimFamilyOf(model: string): FimFamily | null {
  return familyNames.find(([sign]) => sign.test(model))?.[1] ?? null;
}

export function isFimFamily(name: string): name is FimFamily {
  return Object.hasOwn(FIM_TEMPLATES, name);
}
