import type { Language } from "@devflow/syntax";

/** Languages that can have an expert of their own, with the names that people know them by. */
const languages: Readonly<Record<Language, string>> = {
  python: "Python",
  typescript: "TypeScript, and TSX and JavaScript where they have none of their own",
  tsx: "TSX",
  javascript: "JavaScript",
  go: "Go",
  java: "Java",
  rust: "Rust",
  ruby: "Ruby",
  php: "PHP",
  csharp: "C#",
  cpp: "C++, and C where it has none of its own",
  c: "C",
  kotlin: "Kotlin",
};

/** What each expert of experts.yaml is for, by its name. */
export const expertMeanings: Readonly<Record<string, string>> = {
  review: "Reviews pull requests; asked by editors for languages without another expert.",
  default: "For every language without an expert of its own. Default: the review expert.",
  ...languages,
};

export const expertLanguages = Object.keys(languages);

/** Model families that can fill in the middle, as `fim` names them. */
export const fimFamilyNames = [
  "codellama",
  "qwen-coder",
  "starcoder2",
  "starcoder",
  "deepseek-coder",
  "codestral",
  "codegemma",
  "granite",
  "seed-coder",
  "mellum",
] as const;
