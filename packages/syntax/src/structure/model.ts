import type { Language } from "../model.ts";

/** A piece of a text by UTF-16 offsets; `end` is the first one behind it. */
export interface TextSpan {
  start: number;
  end: number;
}

/** A function or method that has a body. */
export interface CodeFunction extends TextSpan {
  name: string;
  kind: "function" | "method";
  /** Types that it belongs to, from the outside in: classes, a Go receiver, a Rust impl. */
  scopes: string[];
  body: TextSpan;
  /**
   * The comment that documents it by the custom of its language, above it, or the docstring in it.
   * Offsets of the whole comment with its signs; `start` of the function is behind one that is above.
   */
  documentation: TextSpan | null;
  /** It stands inside of another function. */
  isInner: boolean;
  /** Its own tree has error nodes: where it ends is a guess. */
  hasErrors: boolean;
}

/**
 * Where code can be taken out so that what is missing is one thing: a statement, what a block holds,
 * an expression, what stands between the brackets of a call, or a line from one of its tokens on.
 */
export type CutKind = "statement" | "block" | "expression" | "arguments" | "line_end";

export interface CodeCut extends TextSpan {
  kind: CutKind;
}

/** What there is to learn from in a file, by its syntax tree. */
export interface CodeStructure {
  language: Language;
  functions: CodeFunction[];
  /** In source order, without those that touch an error node. */
  cuts: CodeCut[];
  /** Module specifiers as written in the file, each once. */
  imports: string[];
  /** The tree has error nodes somewhere. */
  hasErrors: boolean;
}
