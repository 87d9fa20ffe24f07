import type { Node } from "web-tree-sitter";
import type { ChunkKind } from "../model.ts";

/**
 * What an identifier below a node stands for.
 * `use`: a reference. `local`: it declares a parameter or local variable. `name`: a declaration's
 * own name, a key or an import, neither of them. `member`: a reference that no local can hide.
 */
export type NameRole = "use" | "local" | "name" | "member";

export interface FoundDefinition {
  /** Several for `const a, b = 1, 2`; the first names the chunk. */
  names: string[];
  kind: ChunkKind;
  /** Where the head ends and the signature stops; null when all of it is head. */
  body: Node | null;
  /** Scopes that the syntax does not nest, for example the receiver type of a Go method. */
  extraScopes: string[];
}

export interface DefinitionSurroundings {
  isInsideFunction: boolean;
  /** Kind of the innermost enclosing definition. */
  enclosingKind: ChunkKind | null;
}

/** What the collector must know of a language. Node and field names are the grammar's own. */
export interface Vocabulary {
  /** File of `@vscode/tree-sitter-wasm`, without folder. */
  grammarFile: string;
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
): FoundDefinition | null {
  if (name === null || name.text === "") return null;
  return { names: [name.text], kind, body, extraScopes: [] };
}
