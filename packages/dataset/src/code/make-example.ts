import { createHash } from "node:crypto";
import type { Prompt } from "@devflow/expert";
import type { Language } from "@devflow/syntax";
import type {
  ExampleOrigin,
  FillInTheMiddleExample,
  InstructionExample,
  Provenance,
} from "../model.ts";
import type { CodeFile } from "./model.ts";

/** Where an example of code comes from. */
export interface CodeOrigin {
  repository: string;
  file: Omit<CodeFile, "text">;
  language: Language;
  origin: ExampleOrigin;
  /** Offset in the file: two equal functions of one file are two. */
  start: number;
  model?: string;
}

/** JSX is TypeScript to whoever chooses an expert. */
export function expertOf(language: Language): string {
  return language === "tsx" ? "typescript" : language;
}

const words: Readonly<Record<Language, string>> = {
  typescript: "TypeScript",
  tsx: "TypeScript with JSX",
  javascript: "JavaScript",
  python: "Python",
  go: "Go",
  java: "Java",
  rust: "Rust",
  ruby: "Ruby",
  php: "PHP",
  csharp: "C#",
  cpp: "C++",
  c: "C",
  kotlin: "Kotlin",
};

/** A language as people write it. */
export function languageWord(language: Language): string {
  return words[language];
}

export function instructionExample(
  origin: CodeOrigin,
  prompt: Prompt,
  completion: string,
): InstructionExample {
  return { ...base(origin, completion), method: "sft", prompt, completion };
}

export function fimExample(
  origin: CodeOrigin,
  prompt: string,
  completion: string,
): FillInTheMiddleExample {
  return { ...base(origin, completion), method: "fim", prompt, completion };
}

function base(origin: CodeOrigin, completion: string) {
  const { repository, file, start, language } = origin;
  const { path, commitSha, at, author = null } = file;
  const key = [repository, path, origin.origin, start, completion].join("\n");
  const provenance: Provenance = {
    ...{ repository, pullNumber: null, commitSha, path, language, author, at },
    ...{ origin: origin.origin, model: origin.model ?? null },
  };
  return {
    id: `code-${createHash("sha256").update(key).digest("hex").slice(0, 24)}`,
    expert: expertOf(language),
    provenance,
    decidedBy: null,
  };
}
