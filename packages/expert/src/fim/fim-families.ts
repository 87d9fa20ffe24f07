import type { fimFamilyNames } from "@devflow/config";

/** Model families that were trained to fill in the middle, each with words of its own. */
export type FimFamily = (typeof fimFamilyNames)[number];

/** How a family is asked for what belongs between two texts. */
export interface FimTemplate {
  family: FimFamily;
  /** Words of the vocabulary; code that holds one cannot be shown to this family. */
  specialTokens: readonly string[];
  /** Where the answer ends, for servers that do not stop there by themselves. */
  stops: readonly string[];
  /** In front of and behind the middle as the model was trained to write it. */
  answer: { before: string; after: string };
  prompt(prefix: string, suffix: string): string;
  /** How another file is shown in front; null where the family knows no way. */
  file: ((path: string, text: string) => string) | null;
  /** How the repository is named in front of its files; null where the family does not name it. */
  repository: ((name: string) => string) | null;
  /** The prompt behind other files, where the file that is completed is named as they are. */
  amongFiles(front: string, path: string, prefix: string, suffix: string): string;
}

const chatMl = ["<|im_start|>", "<|im_end|>"];

/** A text with a line end, so that the next word stands at the beginning of a line. */
const ended = (text: string) => (text.endsWith("\n") ? text : `${text}\n`);

/** For families without a form for several files. */
const alone = {
  file: null,
  repository: null,
  amongFiles(this: FimTemplate, _front: string, _path: string, prefix: string, suffix: string) {
    return this.prompt(prefix, suffix);
  },
};

/**
 * Qwen2.5-Coder and Qwen3-Coder. Sources: https://github.com/QwenLM/Qwen3-Coder, "Fill in the middle"; several
 * files: figure 4 of https://arxiv.org/abs/2409.12186.
 */
const qwen: FimTemplate = {
  family: "qwen-coder",
  specialTokens: [
    ...["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|fim_pad|>"],
    ...["<|repo_name|>", "<|file_sep|>", "<|endoftext|>", ...chatMl],
  ],
  stops: ["<|endoftext|>", "<|fim_pad|>", "<|repo_name|>", "<|file_sep|>", ...chatMl],
  answer: { before: "", after: "" },
  prompt: (prefix, suffix) => `<|fim_prefix|>${prefix}<|fim_suffix|>${suffix}<|fim_middle|>`,
  repository: (name) => `<|repo_name|>${name}\n`,
  file: (path, text) => `<|file_sep|>${path}\n${ended(text)}`,
  amongFiles: (front, path, prefix, suffix) =>
    `${front}<|file_sep|>${path}\n${qwen.prompt(prefix, suffix)}`,
};

/**
 * StarCoder2. Source: section 5.1 of https://arxiv.org/abs/2402.19173. The path of the file that is completed
 * stands behind <fim_prefix>, and no line end is added but behind paths.
 */
const starCoder2: FimTemplate = {
  family: "starcoder2",
  specialTokens: [
    ...["<fim_prefix>", "<fim_suffix>", "<fim_middle>", "<fim_pad>"],
    ...["<repo_name>", "<file_sep>", "<|endoftext|>"],
  ],
  stops: ["<|endoftext|>", "<fim_pad>", "<file_sep>", "<repo_name>"],
  answer: { before: "", after: "" },
  prompt: (prefix, suffix) => `<fim_prefix>${prefix}<fim_suffix>${suffix}<fim_middle>`,
  repository: (name) => `<repo_name>${name}`,
  file: (path, text) => `<file_sep>${path}\n${text}`,
  amongFiles: (front, path, prefix, suffix) =>
    `${front}<file_sep>${starCoder2.prompt(`${path}\n${prefix}`, suffix)}`,
};

/**
 * StarCoder, StableCode, CodeQwen1.5, Granite Code and Granite 3: the words of StarCoder2 for the middle, and
 * others for files. Sources: https://huggingface.co/bigcode/starcoder, the vocabulary of Granite 3.3 in
 * https://github.com/ibm-granite/granite-io. How files are shown beside a middle is published for none of them.
 */
const starCoder: FimTemplate = {
  ...alone,
  family: "starcoder",
  specialTokens: [
    ...["<fim_prefix>", "<fim_suffix>", "<fim_middle>", "<fim_pad>"],
    ...["<reponame>", "<filename>", "<gh_stars>", "<|endoftext|>", "<|end_of_text|>"],
    ...["<|start_of_role|>", "<|end_of_role|>"],
  ],
  stops: ["<|endoftext|>", "<|end_of_text|>", "<fim_pad>", "<filename>", "<reponame>"],
  answer: { before: "", after: "" },
  prompt: starCoder2.prompt,
};

/**
 * The bars are U+FF5C and the low lines U+2581. Sources: https://github.com/deepseek-ai/DeepSeek-Coder, "Code
 * Insertion" and "Repository Level Code Completion"; a repository is one text there, of which the middle is
 * cut out (section 3.1 of https://arxiv.org/abs/2401.14196), so its other files are part of the prefix.
 */
const deepSeek: FimTemplate = {
  family: "deepseek-coder",
  specialTokens: [
    ...["<｜fim▁begin｜>", "<｜fim▁hole｜>", "<｜fim▁end｜>"],
    ...["<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<|EOT|>"],
  ],
  stops: ["<｜end▁of▁sentence｜>", "<|EOT|>"],
  answer: { before: "", after: "" },
  prompt: (prefix, suffix) => `<｜fim▁begin｜>${prefix}<｜fim▁hole｜>${suffix}<｜fim▁end｜>`,
  repository: null,
  file: (path, text) => `#${path}\n${ended(text)}`,
  amongFiles: (front, path, prefix, suffix) =>
    deepSeek.prompt(`${front}#${path}\n${prefix}`, suffix),
};

/**
 * The suffix goes first. Sources: `encode_fim` of https://github.com/mistralai/mistral-common; several files:
 * https://github.com/continuedev/continue, core/autocomplete/templating/AutocompleteTemplate.ts.
 */
const codestral: FimTemplate = {
  family: "codestral",
  specialTokens: ["[PREFIX]", "[SUFFIX]", "[MIDDLE]", "[INST]", "[/INST]", "</s>"],
  stops: ["[PREFIX]", "[SUFFIX]", "\n+++++ ", "</s>"],
  answer: { before: "", after: "" },
  prompt: (prefix, suffix) => `[SUFFIX]${suffix}[PREFIX]${prefix}`,
  repository: null,
  file: (path, text) => `+++++ ${path}\n${text}\n\n`,
  amongFiles: (front, path, prefix, suffix) =>
    codestral.prompt(`${front}+++++ ${path}\n${prefix}`, suffix),
};

/**
 * The spaces are part of it: the words of the vocabulary are `▁<PRE>`, `▁<SUF>`, `▁<MID>` and
 * `▁<EOT>`, and SentencePiece puts a space in front of the prefix and of the middle, not of the
 * suffix (`infilling_prompt_tokens` of https://github.com/facebookresearch/codellama, llama/generation.py).
 * So the answer begins with one space that is not code, which `readFimAnswer` takes off, and ends with
 * `<EOT>`, which is not the end-of-sequence token that trainers add.
 */
const codeLlama: FimTemplate = {
  ...alone,
  family: "codellama",
  specialTokens: ["<PRE>", "<SUF>", "<MID>", "<EOT>", "<FILL_ME>", "<s>", "</s>"],
  stops: ["<EOT>", "</s>"],
  answer: { before: " ", after: " <EOT>" },
  prompt: (prefix, suffix) => `<PRE> ${prefix} <SUF>${suffix} <MID>`,
};

/**
 * Ends its answer with the file separator, which is not its end-of-sequence token. Source:
 * https://ai.google.dev/gemma/docs/codegemma/prompt-structure; a file begins with its path and a line end
 * (section 2 of https://arxiv.org/abs/2406.11409).
 */
const codeGemma: FimTemplate = {
  family: "codegemma",
  specialTokens: [
    ...["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|file_separator|>"],
    ...["<start_of_turn>", "<end_of_turn>", "<bos>", "<eos>"],
  ],
  stops: ["<|file_separator|>", "<end_of_turn>", "<eos>"],
  answer: { before: "", after: "<|file_separator|>" },
  prompt: qwen.prompt,
  repository: null,
  file: (path, text) => `${path}\n${text}<|file_separator|>`,
  amongFiles: (front, path, prefix, suffix) => `${front}${path}\n${qwen.prompt(prefix, suffix)}`,
};

/**
 * Granite 4. Source: https://www.ibm.com/granite/docs/use-cases/prompt-engineering. Its vocabulary has words for files
 * and repositories, and IBM publishes no prompt with them.
 */
const granite: FimTemplate = {
  ...alone,
  family: "granite",
  specialTokens: [
    ...["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|fim_pad|>"],
    ...["<|filename|>", "<|reponame|>", "<|end_of_text|>", "<|start_of_role|>", "<|end_of_role|>"],
  ],
  stops: ["<|end_of_text|>", "<|fim_pad|>", "<|filename|>", "<|reponame|>"],
  answer: { before: "", after: "" },
  prompt: qwen.prompt,
};

/** The suffix goes first. Source: section 3.2 of https://arxiv.org/abs/2506.03524. */
const seedCoder: FimTemplate = {
  ...alone,
  family: "seed-coder",
  specialTokens: [
    ...["<[fim-suffix]>", "<[fim-prefix]>", "<[fim-middle]>"],
    ...["<[begin▁of▁sentence]>", "<[end▁of▁sentence]>", "<[PAD▁TOKEN]>"],
  ],
  stops: ["<[end▁of▁sentence]>"],
  answer: { before: "", after: "" },
  prompt: (prefix, suffix) => `<[fim-suffix]>${suffix}<[fim-prefix]>${prefix}<[fim-middle]>`,
};

/** The suffix goes first. Source: https://huggingface.co/JetBrains/Mellum-4b-base. */
const mellum: FimTemplate = {
  family: "mellum",
  specialTokens: [
    ...["<fim_prefix>", "<fim_suffix>", "<fim_middle>", "<fim_pad>"],
    ...["<filename>", "<reponame>", "<|endoftext|>"],
  ],
  stops: ["<|endoftext|>", "<fim_pad>", "<filename>", "<reponame>"],
  answer: { before: "", after: "" },
  prompt: (prefix, suffix) => `<fim_suffix>${suffix}<fim_prefix>${prefix}<fim_middle>`,
  repository: null,
  file: (path, text) => `<filename>${path}\n${ended(text)}`,
  amongFiles: (front, path, prefix, suffix) =>
    `${front}<filename>${path}\n${mellum.prompt(prefix, suffix)}`,
};

export const FIM_TEMPLATES: Readonly<Record<FimFamily, FimTemplate>> = {
  codellama: codeLlama,
  "qwen-coder": qwen,
  starcoder2: starCoder2,
  starcoder: starCoder,
  "deepseek-coder": deepSeek,
  codestral,
  codegemma: codeGemma,
  granite,
  "seed-coder": seedCoder,
  mellum,
};

/** Every word that ends an answer, what the family puts behind it first. */
export function fimStops(family: FimFamily): string[] {
  const { answer, stops, specialTokens } = FIM_TEMPLATES[family];
  const after = answer.after === "" ? [] : [answer.after];
  return [...new Set([...after, ...stops, ...specialTokens])];
}

const familyNames: readonly (readonly [RegExp, FimFamily])[] = [
  [/code-?llama/i, "codellama"],
  [/code-?qwen/i, "starcoder"],
  [/qwen[\w.-]*coder/i, "qwen-coder"],
  [/star-?coder-?2/i, "starcoder2"],
  [/star-?coder|stable-?code|granite[\w.-]*code|granite-?3/i, "starcoder"],
  [/deep-?seek[\w.-]*coder/i, "deepseek-coder"],
  [/^(?!.*mamba).*codestral/i, "codestral"],
  [/code-?gemma/i, "codegemma"],
  [/granite/i, "granite"],
  [/seed-?coder/i, "seed-coder"],
  [/mellum/i, "mellum"],
];

/** The family of a model by its name; null for one that is not known to fill in the middle. */
export function fimFamilyOf(model: string): FimFamily | null {
  return familyNames.find(([sign]) => sign.test(model))?.[1] ?? null;
}

export function isFimFamily(name: string): name is FimFamily {
  return Object.hasOwn(FIM_TEMPLATES, name);
}
