/** Languages with a grammar on board. */
export type Language =
  | "typescript"
  | "tsx"
  | "javascript"
  | "python"
  | "go"
  | "java"
  | "rust"
  | "ruby"
  | "php"
  | "csharp"
  | "cpp"
  | "c"
  | "kotlin";

/** `module` is code between definitions, `text` a piece of a file that was not parsed. */
export type ChunkKind =
  | "function"
  | "method"
  | "class"
  | "interface"
  | "type"
  | "variable"
  | "module"
  | "text";

/**
 * A piece of a file that is indexed, searched and shown as one. Lines are 1-based, inclusive.
 * A chunk made of several small neighbours carries the name and kind of the largest of them.
 */
export interface Chunk {
  kind: ChunkKind;
  /** The defined name, null for text between definitions. */
  symbol: string | null;
  /** Enclosing definitions from the outside in, for example `["UserStore"]`. */
  scopes: string[];
  startLine: number;
  endLine: number;
  /** The lines joined by `\n`; a single line beyond the chunk limit is cut. */
  text: string;
}

/** A definition: where a name gets its meaning. */
export interface SymbolDefinition {
  name: string;
  kind: ChunkKind;
  scopes: string[];
  startLine: number;
  endLine: number;
  /** The declaration's head without its body, on one line, at most 200 characters. */
  signature: string;
  /**
   * Names of what it extends, implements, embeds or includes, without module and type arguments. A
   * Rust `impl Trait for Type` counts for the type: on its own definition when the file has it, else
   * the impl is a definition of that name.
   */
  supertypes: string[];
}

/**
 * A use of a name: call, type, member access or module-level name. Keywords, built-ins, parameters,
 * local variables and declarations' own names are left out; a name counts once per line.
 */
export interface SymbolReference {
  name: string;
  line: number;
  /** Name of the innermost definition that contains the use, null at the top of the file. */
  enclosing: string | null;
}

export interface SyntaxFacts {
  language: Language;
  chunks: Chunk[];
  definitions: SymbolDefinition[];
  references: SymbolReference[];
  /** Module specifiers as written in the file. */
  imports: string[];
  /**
   * True when the tree has error nodes (facts are still given, best effort), and when the file was
   * too large, minified or too slow to parse: then there are plain chunks and nothing else.
   */
  hasErrors: boolean;
}

export type Severity = "critical" | "high" | "medium" | "low";

/** One match of a rule. Lines are 1-based, inclusive. */
export interface RuleHit {
  ruleId: string;
  severity: Severity;
  category: string;
  /** One line. */
  title: string;
  /** Markdown: why it matters and what to do. */
  body: string;
  startLine: number;
  endLine: number;
  /** The whole lines startLine..endLine with the fix applied, null when the rule has no safe fix. */
  suggestion: string | null;
}
