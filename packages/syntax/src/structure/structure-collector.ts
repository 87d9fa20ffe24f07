import type { Node, TreeCursor } from "web-tree-sitter";
import type { Grammar } from "../grammar.ts";
import type { ChunkKind, Language } from "../model.ts";
import type { SourceLines } from "../source-lines.ts";
import { docstringOf } from "./docstring.ts";
import { LeadingRows } from "./leading-rows.ts";
import type { CodeCut, CodeFunction } from "./model.ts";
import { classOf, type NodeClass } from "./node-classes.ts";

/** Shorter pieces say nothing; a whole class is not something one is asked to fill in. */
const shortestCut = 3;
const longestCut = 4_000;

/** Nodes around a definition that begin with it or only say how visible it is. */
const wrappers =
  /^(export_statement|lexical_declaration|variable_declaration|decorated_definition|expression_statement|ambient_declaration)$/;

interface ParsedSource {
  grammar: Grammar;
  source: SourceLines;
  text: string;
  language: Language;
  hasError: boolean;
}

interface OpenDefinition {
  depth: number;
  names: string[];
  kind: ChunkKind;
}

/** One walk over a tree that finds functions and cuts. */
export class StructureCollector {
  readonly functions: CodeFunction[] = [];
  readonly cuts: CodeCut[] = [];
  readonly imports = new Set<string>();
  readonly #parsed: ParsedSource;
  readonly #leading: LeadingRows;
  readonly #classes: NodeClass[] = [];
  readonly #path: { kind: NodeClass; start: number }[] = [];
  readonly #scopes: number[] = [];
  readonly #open: OpenDefinition[] = [];
  #quietDepth = Number.POSITIVE_INFINITY;
  #row = 0;
  #lastTokenEnd = -1;

  constructor(parsed: ParsedSource) {
    this.#parsed = parsed;
    this.#leading = new LeadingRows(parsed.text, parsed.source);
  }

  enter(cursor: TreeCursor, depth: number): void {
    const { grammar, source } = this.#parsed;
    const { nodeTypeId: typeId, startIndex: start } = cursor;
    const kind = this.#classOf(cursor, typeId);
    this.#row = source.rowOf(start, this.#row);
    this.#path[depth] = { kind, start };
    this.#path.length = depth + 1;
    if (grammar.isLeading[typeId] || kind.isAttribute) {
      this.#leading.note(start, cursor.endIndex, kind.isAttribute);
    } else if (cursor.nodeIsNamed) this.#noteCut(cursor, depth, kind);
    if (kind.isQuiet || grammar.isLeading[typeId]) {
      this.#quietDepth = Math.min(this.#quietDepth, depth);
    }
    this.#noteLineEnd(cursor, depth);
    if (grammar.isDefinition[typeId]) this.#noteDefinition(cursor.currentNode, depth);
    if (grammar.isScope[typeId]) this.#scopes.push(depth);
    if (grammar.isImport[typeId]) {
      for (const each of grammar.vocabulary.readImports(cursor.currentNode)) this.imports.add(each);
    }
  }

  leave(depth: number): void {
    if (this.#scopes.at(-1) === depth) this.#scopes.pop();
    while (this.#open.at(-1)?.depth === depth) this.#open.pop();
    if (this.#quietDepth === depth) this.#quietDepth = Number.POSITIVE_INFINITY;
  }

  #classOf(cursor: TreeCursor, typeId: number): NodeClass {
    const known = this.#classes[typeId];
    if (known !== undefined) return known;
    const found = classOf(cursor.nodeType);
    this.#classes[typeId] = found;
    return found;
  }

  #noteCut(cursor: TreeCursor, depth: number, kind: NodeClass): void {
    const parent = this.#path[depth - 1];
    if (parent === undefined || depth > this.#quietDepth) return;
    const { startIndex, endIndex, nodeTypeId } = cursor;
    const isStatement = parent.kind.isContainer && !kind.isContainer;
    if (isStatement) {
      if (this.#isImport(cursor, nodeTypeId)) return;
      this.#addCut("statement", startIndex, endIndex, cursor);
    } else if (kind.cut !== null && this.#scopes.length > 0) {
      const isAsked = parent.kind.isAccess && parent.start === startIndex;
      if (kind.cut === "expression" && (isAsked || parent.kind.isStatementOnly)) return;
      const inner = kind.cut === "expression" ? 0 : this.#bracketSize(startIndex, endIndex);
      this.#addCut(kind.cut, startIndex + inner, endIndex - inner, cursor);
    }
  }

  /** Ruby imports by calls: such a node is an import only when it names something. */
  #isImport(cursor: TreeCursor, typeId: number): boolean {
    const { isImport, vocabulary } = this.#parsed.grammar;
    return isImport[typeId] === true && vocabulary.readImports(cursor.currentNode).length > 0;
  }

  #bracketSize(start: number, end: number): number {
    const { text } = this.#parsed;
    return /^(\{\}|\(\))$/.test(`${text[start]}${text[end - 1]}`) ? 1 : 0;
  }

  /** Without white space at its ends: what stands around it stays as it is. */
  #addCut(kind: CodeCut["kind"], from: number, to: number, cursor: TreeCursor): void {
    const { text, hasError } = this.#parsed;
    let start = from;
    let end = to;
    if (end - start > longestCut || end <= start) return;
    while (start < end && /\s/.test(text[start] ?? "")) start += 1;
    while (end > start && /\s/.test(text[end - 1] ?? "")) end -= 1;
    if (end - start < shortestCut) return;
    if (hasError && cursor.currentNode.hasError) return;
    this.cuts.push({ kind, start, end });
  }

  /** From a token that is not the first of its line: there an editor's cursor stands. */
  #noteLineEnd(cursor: TreeCursor, depth: number): void {
    const { startIndex: start, endIndex } = cursor;
    if (this.#scopes.length === 0 || depth > this.#quietDepth || start < this.#lastTokenEnd) return;
    if (cursor.nodeIsNamed && this.#path[depth]?.kind.isQuiet) return;
    const { text, hasError } = this.#parsed;
    const lineStart = text.lastIndexOf("\n", start - 1) + 1;
    const newline = text.indexOf("\n", start);
    const lineEnd = newline === -1 ? text.length : newline;
    const isFirst = text.slice(lineStart, start).trim() === "";
    if (isFirst || endIndex > lineEnd || lineEnd - start < 2 * shortestCut) return;
    this.#lastTokenEnd = start + 1;
    if (hasError && cursor.currentNode.hasError) return;
    this.cuts.push({
      kind: "line_end",
      start,
      end: lineStart + text.slice(lineStart, lineEnd).trimEnd().length,
    });
  }

  #noteDefinition(node: Node, depth: number): void {
    const isInner = this.#scopes.length > 0;
    const enclosingKind = this.#open.at(-1)?.kind ?? null;
    const { grammar, language } = this.#parsed;
    const found = grammar.vocabulary.readDefinition(node, {
      isInsideFunction: isInner,
      enclosingKind,
    });
    const [name] = found?.names ?? [];
    if (found === null || name === undefined || name.trim() === "") return;
    const isFunction = found.kind === "function" || found.kind === "method";
    if (isFunction && found.body !== null && !(language === "ruby" && node.type === "call")) {
      const outer = [
        ...this.#open.flatMap(({ names, kind }) => (isType(kind) ? names : [])),
        ...found.extraScopes,
      ];
      this.#addFunction(node, found.body, { name, kind: found.kind, scopes: outer, isInner });
    }
    if (found.kind !== "variable") {
      this.#open.push({ depth, names: [...found.extraScopes, name], kind: found.kind });
    }
  }

  #addFunction(
    node: Node,
    body: Node,
    about: Pick<CodeFunction, "name" | "scopes" | "isInner"> & { kind: ChunkKind },
  ): void {
    const outer = outermost(node);
    const above = this.#leading.above(outer.startIndex, this.#parsed.language);
    const bodySpan = { start: body.startIndex, end: body.endIndex };
    const inside = this.#parsed.language === "python" ? docstringOf(body) : null;
    this.functions.push({
      ...about,
      kind: about.kind === "method" ? "method" : "function",
      start: above.start,
      end: trimmedEnd(this.#parsed.text, outer),
      body: bodySpan,
      documentation: this.#parsed.language === "python" ? inside : above.documentation,
      hasErrors: this.#parsed.hasError && node.hasError,
    });
  }
}

function isType(kind: ChunkKind): boolean {
  return kind === "class" || kind === "interface" || kind === "type";
}

/** `export const a = () => …` as a whole, decorators included; of two variables only the own one. */
function outermost(node: Node): Node {
  let outer = node;
  for (let parent = outer.parent; parent !== null; parent = outer.parent) {
    const isModifier = parent.type === "argument_list" && parent.parent?.type === "call";
    const isWrapper = wrappers.test(parent.type) || (isModifier && node.type === "method");
    const others = parent.namedChildren.filter(
      (each) => each !== null && !/decorator|comment/.test(each.type),
    );
    if (!isWrapper || others.length > 1) break;
    outer = isModifier ? (parent.parent ?? parent) : parent;
  }
  return outer;
}

function trimmedEnd(text: string, span: { startIndex: number; endIndex: number }): number {
  let end = span.endIndex;
  while (end > span.startIndex && /\s/.test(text[end - 1] ?? "")) end -= 1;
  return end;
}
