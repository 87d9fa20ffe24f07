import type { FileDiff } from "@devflow/diff";
import type { CodeIndex } from "@devflow/retrieval";
import type { CodeNode, ParsedCode } from "@devflow/syntax";
import type { FileTexts } from "../../scope/file-texts.ts";
import { CodeFiles } from "./code-files.ts";
import { GoCalls } from "./go-calls.ts";
import { JavaCalls } from "./java-calls.ts";
import type { Lookup } from "./lookup.ts";
import { filesOfIndex, type RepositoryFiles } from "./repository-files.ts";
import { ScriptModules } from "./script-modules.ts";

/** Kinds of nodes that are calls, in the languages whose calls are resolved by types. */
export const typedCallKinds = {
  go: ["call_expression"],
  java: ["method_invocation", "object_creation_expression"],
} as const;

export type TypedLanguage = keyof typeof typedCallKinds;

export function isTyped(language: string | undefined): language is TypedLanguage {
  return language === "go" || language === "java";
}

/** TypeScript, and JavaScript that says by `export` what it gives: by imports it is told who takes it. */
export function isModule({ language, root }: ParsedCode): boolean {
  if (language === "typescript" || language === "tsx") return true;
  return (
    language === "javascript" && root.children().some((node) => node.kind() === "export_statement")
  );
}

/** Resolves calls of Go and Java over all files of a repository; one for a review. */
export class Calls {
  readonly code: CodeFiles;
  readonly #go: GoCalls;
  readonly #java: JavaCalls;
  /** Those of TypeScript and JavaScript. */
  readonly modules: ScriptModules;

  constructor(code: CodeFiles) {
    this.code = code;
    this.#go = new GoCalls(code);
    this.#java = new JavaCalls(code);
    this.modules = new ScriptModules(code);
  }

  /** Where the call looks for its function; null where that is not sure. */
  async lookUp(path: string, code: ParsedCode, call: CodeNode): Promise<Lookup | null> {
    if (!(await this.code.isKnown())) return null;
    this.code.adopt(path, code);
    if (code.language === "go") return this.#go.lookUp(path, code, call);
    return code.language === "java" ? this.#java.lookUp(path, code, call) : null;
  }
}

export interface CallsInput {
  texts: FileTexts;
  changedFiles: readonly FileDiff[];
  /** What is surest of the repository's files; without it the index is asked. */
  repository?: RepositoryFiles;
  index: CodeIndex | null;
}

/** Null where nothing is known of other files. */
export function callsOf({ texts, changedFiles, repository, index }: CallsInput): Calls | null {
  const files = repository ?? (index === null ? null : filesOfIndex(index));
  return files === null ? null : new Calls(new CodeFiles(texts, files, changedFiles));
}
