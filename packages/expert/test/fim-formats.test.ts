import { fimFamilyNames } from "@devflow/config";
import { describe, expect, test } from "vitest";
import { FIM_TEMPLATES, type FimFamily, type FimInput, fimStops, renderFim } from "../src/index.ts";

/** What each family publishes, word for word, and where. */
interface Published {
  /** Where the form for one file is published. */
  source: string;
  /** The prompt for `PREFIX` and `SUFFIX`. */
  alone: string;
  /** Where the form for several files is published; null: nowhere. */
  filesSource: string | null;
  /** The prompt behind two files of `acme/shop`, in `src/main.py`. */
  files: string;
  /** Words that end an answer, as they are published. */
  ends: readonly string[];
}

const published: Readonly<Record<FimFamily, Published>> = {
  "qwen-coder": {
    source:
      "https://github.com/QwenLM/Qwen3-Coder#fill-in-the-middle-with-qwen3-coder-480b-a35b-instruct",
    alone: "<|fim_prefix|>PREFIX<|fim_suffix|>SUFFIX<|fim_middle|>",
    filesSource: "https://arxiv.org/abs/2409.12186, figure 4",
    files:
      "<|repo_name|>acme/shop\n<|file_sep|>a.py\nA = 1\n<|file_sep|>b.py\nB = 2\n<|file_sep|>src/main.py\n<|fim_prefix|>PREFIX<|fim_suffix|>SUFFIX<|fim_middle|>",
    ends: ["<|endoftext|>", "<|fim_pad|>", "<|file_sep|>", "<|repo_name|>", "<|im_end|>"],
  },
  starcoder2: {
    source: "https://arxiv.org/abs/2402.19173, section 5.1",
    alone: "<fim_prefix>PREFIX<fim_suffix>SUFFIX<fim_middle>",
    filesSource: "https://arxiv.org/abs/2402.19173, section 5.1",
    files:
      "<repo_name>acme/shop<file_sep>a.py\nA = 1<file_sep>b.py\nB = 2\n<file_sep><fim_prefix>src/main.py\nPREFIX<fim_suffix>SUFFIX<fim_middle>",
    ends: ["<file_sep>", "<|endoftext|>"],
  },
  starcoder: {
    source: "https://huggingface.co/bigcode/starcoder#fill-in-the-middle",
    alone: "<fim_prefix>PREFIX<fim_suffix>SUFFIX<fim_middle>",
    filesSource: null,
    files: "<fim_prefix>PREFIX<fim_suffix>SUFFIX<fim_middle>",
    ends: ["<|endoftext|>", "<|end_of_text|>"],
  },
  "deepseek-coder": {
    source: "https://github.com/deepseek-ai/DeepSeek-Coder#2-code-insertion",
    alone: "<｜fim▁begin｜>PREFIX<｜fim▁hole｜>SUFFIX<｜fim▁end｜>",
    filesSource: "https://github.com/deepseek-ai/DeepSeek-Coder#4-repository-level-code-completion",
    files:
      "<｜fim▁begin｜>#a.py\nA = 1\n#b.py\nB = 2\n#src/main.py\nPREFIX<｜fim▁hole｜>SUFFIX<｜fim▁end｜>",
    ends: ["<｜end▁of▁sentence｜>"],
  },
  codestral: {
    source: "https://github.com/mistralai/mistral-common, InstructTokenizerV2.encode_fim",
    alone: "[SUFFIX]SUFFIX[PREFIX]PREFIX",
    filesSource:
      "https://github.com/continuedev/continue, core/autocomplete/templating/AutocompleteTemplate.ts",
    files:
      "[SUFFIX]SUFFIX[PREFIX]+++++ a.py\nA = 1\n\n+++++ b.py\nB = 2\n\n\n+++++ src/main.py\nPREFIX",
    ends: ["</s>", "[PREFIX]", "[SUFFIX]"],
  },
  codellama: {
    source:
      "https://github.com/facebookresearch/codellama, infilling_prompt_tokens of llama/generation.py",
    alone: "<PRE> PREFIX <SUF>SUFFIX <MID>",
    filesSource: null,
    files: "<PRE> PREFIX <SUF>SUFFIX <MID>",
    ends: [" <EOT>", "<EOT>"],
  },
  codegemma: {
    source: "https://ai.google.dev/gemma/docs/codegemma/prompt-structure",
    alone: "<|fim_prefix|>PREFIX<|fim_suffix|>SUFFIX<|fim_middle|>",
    filesSource: "https://arxiv.org/abs/2406.11409, section 2",
    files:
      "a.py\nA = 1<|file_separator|>b.py\nB = 2\n<|file_separator|>src/main.py\n<|fim_prefix|>PREFIX<|fim_suffix|>SUFFIX<|fim_middle|>",
    ends: ["<|file_separator|>", "<eos>"],
  },
  granite: {
    source: "https://www.ibm.com/granite/docs/use-cases/prompt-engineering",
    alone: "<|fim_prefix|>PREFIX<|fim_suffix|>SUFFIX<|fim_middle|>",
    filesSource: null,
    files: "<|fim_prefix|>PREFIX<|fim_suffix|>SUFFIX<|fim_middle|>",
    ends: ["<|end_of_text|>"],
  },
  "seed-coder": {
    source: "https://arxiv.org/abs/2506.03524, Fill-in-the-Middle",
    alone: "<[fim-suffix]>SUFFIX<[fim-prefix]>PREFIX<[fim-middle]>",
    filesSource: null,
    files: "<[fim-suffix]>SUFFIX<[fim-prefix]>PREFIX<[fim-middle]>",
    ends: ["<[end▁of▁sentence]>"],
  },
  mellum: {
    source: "https://huggingface.co/JetBrains/Mellum-4b-base",
    alone: "<fim_suffix>SUFFIX<fim_prefix>PREFIX<fim_middle>",
    filesSource:
      "https://huggingface.co/JetBrains/Mellum-4b-base#fill-in-the-middle-with-additional-files-as-context-generation",
    files:
      "<filename>a.py\nA = 1\n<filename>b.py\nB = 2\n<filename>src/main.py\n<fim_suffix>SUFFIX<fim_prefix>PREFIX<fim_middle>",
    ends: ["<|endoftext|>"],
  },
};

const families = Object.entries(published) as [FimFamily, Published][];

const alone: FimInput = { prefix: "PREFIX", suffix: "SUFFIX" };
const among: FimInput = {
  ...alone,
  files: [
    { path: "a.py", text: "A = 1" },
    { path: "b.py", text: "B = 2\n" },
  ],
  path: "src/main.py",
  repositoryName: "acme/shop",
};

test("every family that can be configured is known, and has a published format", () => {
  expect(Object.keys(FIM_TEMPLATES).sort()).toEqual([...fimFamilyNames].sort());
  expect(families.map(([family]) => family).sort()).toEqual([...fimFamilyNames].sort());
});

describe("the published prompt for one file", () => {
  test.each(families)("%s", (family, { alone: prompt }) => {
    expect(renderFim(family, alone)).toBe(prompt);
    // What has no neighbours is asked as training examples are: no empty slots for files.
    expect(renderFim(family, { ...alone, path: "src/main.py", repositoryName: "acme/shop" })).toBe(
      prompt,
    );
  });
});

describe("the published prompt for several files of a repository", () => {
  test.each(families)("%s", (family, { files, filesSource }) => {
    expect(renderFim(family, among)).toBe(files);
    expect(FIM_TEMPLATES[family].file === null).toBe(filesSource === null);
  });
});

test.each(families)("%s ends its answers where it is published", (family, { ends }) => {
  expect(fimStops(family)).toEqual(expect.arrayContaining([...ends]));
});

describe("what others wrote cannot turn the prompt", () => {
  test.each(families)("of %s", (family, { alone: prompt, files }) => {
    for (const token of FIM_TEMPLATES[family].specialTokens) {
      const bad = [
        { path: `${token}.py`, text: "A = 1" },
        { path: "c.py", text: token },
      ];
      expect(renderFim(family, { ...among, files: bad })).toBe(prompt);
      expect(renderFim(family, { ...among, files: [...bad, ...(among.files ?? [])] })).toBe(files);
      expect(renderFim(family, { ...among, path: token })).toBe(
        files.replace("src/main.py", "untitled"),
      );
    }
  });

  test("a repository that is not known is not named", () => {
    expect(renderFim("qwen-coder", { ...among, repositoryName: null })).toBe(
      published["qwen-coder"].files.replace("<|repo_name|>acme/shop\n", ""),
    );
  });
});
