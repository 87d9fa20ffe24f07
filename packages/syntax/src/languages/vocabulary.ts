import type { Node } from "web-tree-sitter";
import type { ChunkKind } from "../model.ts";

/**
 * What an identifier below a node stands for.
 * `use`: a reference. `local`: it declares a parameter or local variable. `name`: a declaration's
 * own name, a key or an import, neither of them. `member`: a reference that no local can hide.
 * `hidden`: as `name`, and nothing below can change it.
 */
export type NameRole = "use" | "local" | "name" | "member" | "hidden";

export interface FoundDefinition {
  /** Several for `const a, b = 1, 2`; the first names the chunk. */
  names: string[];
  kind: ChunkKind;
  /** Where the head ends and the signature stops; null when all of it is head. */
  body: Node | null;
  /** Scopes that the syntax does not nest, for example the receiver type of a Go method. */
  extraScopes: string[];
  /** Names of what it extends, implements, embeds or includes. */
  supertypes: string[];
  /**
   * It adds to or announces something whose definition is elsewhere: a Rust impl, a C prototype. It
   * is left out when the same file has the definition itself, which then gets its supertypes.
   */
  isSecondary?: boolean;
  /** It holds what follows it in its parent: `namespace A;` without braces. */
  holdsRest?: boolean;
  /** Where its own name stands, when the role of that node alone does not say so. */
  nameOffset?: number;
}

export interface DefinitionSurroundings {
  isInsideFunction: boolean;
  /** Kind of the innermost enclosing definition. */
  enclosingKind: ChunkKind | null;
}

/** What the collector must know of a language. Node and field names are the grammar's own. */
export interface Vocabulary {
  /** Module specifier of the grammar's .wasm file. */
  grammarFile: string;
  /**
   * Blanks what the grammar cannot know, such as macros before a class name. The length stays, so
   * that offsets hold.
   */
  prepare?(text: string): string;
  /** For a text that does not parse: takes more away, under the same condition. */
  simplify?(text: string): string;
  /** Leaf nodes that are names. */
  nameNodes: readonly string[];
  /** Nodes that belong to the code after them: comments, decorators. */
  leadingNodes: readonly string[];
  /** Nodes that open a scope for parameters and local variables. */
  scopeNodes: readonly string[];
  /** By `node` or `node.field`; children inherit the role until another entry changes it. */
  nameRoles: Readonly<Record<string, NameRole>>;
  /** Built-ins and receivers whose use says nothing. */
  stopWords: ReadonlySet<string>;
  definitionNodes: readonly string[];
  /** Null when the node defines nothing worth finding, for example a local variable. */
  readDefinition(node: Node, surroundings: DefinitionSurroundings): FoundDefinition | null;
  importNodes: readonly string[];
  /** Module specifiers as written, without quotes. */
  readImports(node: Node): string[];
}

/** The text of a string literal without its quotes. */
export function unquote(text: string): string {
  return text.replace(/^["'`]|["'`]$/g, "");
}

/** A definition with one name, or null when it has none (anonymous, or broken code). */
export function named(
  name: Node | null,
  kind: ChunkKind,
  body: Node | null,
  more: Partial<FoundDefinition> = {},
): FoundDefinition | null {
  if (name === null || name.text === "") return null;
  return { names: [name.text], kind, body, extraScopes: [], supertypes: [], ...more };
}

/** File of a grammar in `@vscode/tree-sitter-wasm`. */
export function bundledGrammar(name: string): string {
  return `@vscode/tree-sitter-wasm/wasm/tree-sitter-${name}.wasm`;
}
