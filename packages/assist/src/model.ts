/** A file as the editor has it now, saved or not. */
export interface EditedFile {
  /** From the repository's root, with forward slashes. */
  path: string;
  text: string;
  /** 1-based, both ends included; null for the whole file. */
  selection: { startLine: number; endLine: number } | null;
}

/** How a changed file parses: `as_before` had errors that the change did not add to. */
export type SyntaxState = "ok" | "as_before" | "unchecked";

export interface PatchedFile {
  path: string;
  text: string;
  isNew: boolean;
  syntax: SyntaxState;
}

/** A change over several files that applies to the files as they were sent. */
export interface Patch {
  /** Unified diff with `a/` and `b/`, as `git apply` takes it. */
  diff: string;
  files: readonly PatchedFile[];
}

/** A piece of code that the expert was shown; the answer refers to it as `[number]`. */
export interface Citation {
  number: number;
  path: string;
  startLine: number;
  endLine: number;
  /** Null: the file as it was sent. */
  commit: string | null;
  /** `path:line@commit`. */
  label: string;
  kind: string;
  reason: string;
  isCited: boolean;
}

/** What the expert was not shown; null lines: nothing of the file. */
export interface NotRead {
  path: string;
  lines: { start: number; end: number } | null;
  reason: string;
}

export interface TokenUse {
  /** Null where the model server does not count. */
  promptTokens: number | null;
  completionTokens: number | null;
}

/** What every answer of an expert says. */
export interface AssistAnswer {
  /** Markdown; all text events together. */
  text: string;
  /** `length`: its limit ended it, and the text says so, in a conversation of others' clients excepted. */
  finishReason: "stop" | "length";
  expert: string;
  model: string;
  citations: readonly Citation[];
  notRead: readonly NotRead[];
  usage: TokenUse;
  /** Which of its questions to the expert it comes of, from 0. */
  question: number;
}

export interface ChangeAnswer extends AssistAnswer {
  /** Null: nothing that could be applied came of it. */
  patch: Patch | null;
  refused: readonly { path: string; reason: string }[];
  /** Where tests were written, and in which framework (empty: nothing tells). */
  tests: { path: string; framework: string } | null;
}

/** A piece of the answer's text. */
export interface TextEvent {
  type: "text";
  text: string;
}

/** What comes while an answer is made. */
export type AssistEvent = TextEvent | { type: "patch"; patch: Patch };
