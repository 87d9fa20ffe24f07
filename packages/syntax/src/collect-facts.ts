import type { Node, Tree, TreeCursor } from "web-tree-sitter";
import type { Grammar } from "./grammar.ts";
import type { NameRole } from "./languages/vocabulary.ts";
import type { ChunkKind, SymbolReference } from "./model.ts";
import type { SourceLines } from "./source-lines.ts";
import { visitTree } from "./visit-tree.ts";

/** A definition as the tree has it. Rows are 0-based. */
export interface DefinitionSpan {
  names: string[];
  kind: ChunkKind;
  scopes: string[];
  startRow: number;
  endRow: number;
  signature: string;
  supertypes: string[];
  /** See `FoundDefinition`. */
  isSecondary: boolean;
  /** Index of the innermost enclosing definition, -1 at the top. */
  parent: number;
}

export interface CollectedFacts {
  /** In source order: parents before children. */
  spans: DefinitionSpan[];
  references: SymbolReference[];
  imports: string[];
  /** Depth of the node that begins a row; undefined where none does, so a row that never begins a chunk. */
  depthByRow: (number | undefined)[];
  /** True for rows of comments and decorators: they belong to what follows. */
  isLeadingRow: boolean[];
}

/** Everything the index wants of a tree, in one walk: the walk costs as much as the parse. */
export function collectFacts(tree: Tree, grammar: Grammar, source: SourceLines): CollectedFacts {
  const collector = new FactsCollector(grammar, source);
  visitTree(tree, collector);
  return collector.facts;
}

const maxSignatureCharacters = 200;

interface OpenScope {
  depth: number;
  locals: Set<string>;
  /** Index of the first reference inside. */
  firstReference: number;
}

interface OpenSpan {
  /** Of the node whose end closes it. */
  depth: number;
  index: number;
  holdsRest: boolean;
}

class FactsCollector {
  readonly facts: CollectedFacts = {
    spans: [],
    references: [],
    imports: [],
    depthByRow: [],
    isLeadingRow: [],
  };
  readonly #grammar: Grammar;
  readonly #source: SourceLines;
  readonly #typeIds: number[] = [];
  readonly #roles: NameRole[] = [];
  readonly #openScopes: OpenScope[] = [];
  readonly #openSpans: OpenSpan[] = [];
  readonly #seenOnRow = new Set<string>();
  /** Parallel to the references: false for member names. */
  readonly #mayBeLocal: boolean[] = [];
  #row = 0;
  #lastStartedRow = -1;
  #ownNameOffset = -1;

  constructor(grammar: Grammar, source: SourceLines) {
    this.#grammar = grammar;
    this.#source = source;
  }

  enter(cursor: TreeCursor, depth: number): void {
    const grammar = this.#grammar;
    const typeId = cursor.nodeTypeId;
    this.#noteRow(cursor, typeId, depth);
    const role = this.#roleOf(cursor, depth);
    this.#typeIds[depth] = typeId;
    if (grammar.isName[typeId] && cursor.startIndex !== this.#ownNameOffset) {
      this.#noteName(cursor.nodeText, role);
    }
    this.#roles[depth] = role === "hidden" ? role : (grammar.roleByNode[typeId] ?? role);
    if (grammar.isImport[typeId]) {
      this.facts.imports.push(...grammar.vocabulary.readImports(cursor.currentNode));
    }
    if (grammar.isDefinition[typeId]) this.#noteDefinition(cursor.currentNode, depth);
    if (grammar.isScope[typeId]) {
      const firstReference = this.facts.references.length;
      this.#openScopes.push({ depth, locals: new Set(), firstReference });
    }
  }

  leave(depth: number): void {
    if (this.#openScopes.at(-1)?.depth === depth) this.#closeScope();
    while (this.#openSpans.at(-1)?.depth === depth) this.#openSpans.pop();
  }

  #noteRow(cursor: TreeCursor, typeId: number, depth: number): void {
    this.#row = this.#source.rowOf(cursor.startIndex, this.#row);
    if (this.#row === this.#lastStartedRow) return;
    this.#lastStartedRow = this.#row;
    this.#seenOnRow.clear();
    // A row that begins with a bracket or keyword inside a node is no place to cut.
    if (cursor.nodeIsNamed) this.facts.depthByRow[this.#row] = depth;
    if (!this.#grammar.isLeading[typeId]) return;
    // Rust's doc comments end with their line break.
    const endRow = this.#source.rowOf(Math.max(cursor.startIndex, cursor.endIndex - 1), this.#row);
    for (let row = this.#row; row <= endRow; row++) this.facts.isLeadingRow[row] = true;
  }

  /** What the node itself is to its parent: by the field it sits in, else inherited. */
  #roleOf(cursor: TreeCursor, depth: number): NameRole {
    if (depth === 0) return "use";
    if (this.#roles[depth - 1] === "hidden") return "hidden";
    const byField = this.#grammar.roleByField[this.#typeIds[depth - 1] ?? 0];
    const own = byField?.get(cursor.currentFieldId);
    return own ?? this.#roles[depth - 1] ?? "use";
  }

  #noteName(name: string, role: NameRole): void {
    if (role === "name" || role === "hidden") return;
    if (role === "local") {
      this.#openScopes.at(-1)?.locals.add(name);
      return;
    }
    // One letter says nothing to a search, and `_` means unused.
    if (name.length < 2 || this.#grammar.vocabulary.stopWords.has(name)) return;
    if (this.#seenOnRow.has(name)) return;
    this.#seenOnRow.add(name);
    const enclosing = this.#openSpans.at(-1)?.index ?? -1;
    this.#mayBeLocal.push(role === "use");
    this.facts.references.push({
      name,
      line: this.#row + 1,
      enclosing: this.facts.spans[enclosing]?.names[0] ?? null,
    });
  }

  /** Drops the uses of the scope's own names. Only now: a name may be used before it is declared. */
  #closeScope(): void {
    const scope = this.#openScopes.pop();
    if (scope === undefined || scope.locals.size === 0) return;
    const { references } = this.facts;
    let kept = scope.firstReference;
    for (let index = kept; index < references.length; index++) {
      const reference = references[index];
      const mayBeLocal = this.#mayBeLocal[index] ?? false;
      if (reference === undefined || (mayBeLocal && scope.locals.has(reference.name))) continue;
      references[kept] = reference;
      this.#mayBeLocal[kept] = mayBeLocal;
      kept++;
    }
    references.length = kept;
    this.#mayBeLocal.length = kept;
  }

  #noteDefinition(node: Node, depth: number): void {
    const found = this.#grammar.vocabulary.readDefinition(node, {
      isInsideFunction: this.#openScopes.length > 0,
      enclosingKind: this.facts.spans[this.#openSpans.at(-1)?.index ?? -1]?.kind ?? null,
    });
    // The parser puts in what a broken file lacks, with no text.
    const names = found?.names.filter((name) => name.trim() !== "") ?? [];
    if (found === null || names.length === 0) return;
    const { holdsRest = false, isSecondary = false, nameOffset = -1 } = found;
    if (holdsRest) this.#closeHolder(depth - 1);
    this.#ownNameOffset = nameOffset;
    const parent = this.#openSpans.at(-1)?.index ?? -1;
    const enclosing = this.facts.spans[parent];
    const last = holdsRest ? (node.parent ?? node) : node;
    const outer =
      enclosing === undefined ? [] : [...enclosing.scopes, ...enclosing.names.slice(0, 1)];
    this.facts.spans.push({
      names,
      kind: found.kind,
      scopes: [...outer, ...found.extraScopes],
      startRow: this.#row,
      endRow: this.#source.rowOf(lastOffset(last), this.#row),
      signature: signature(node, found.body),
      supertypes: found.supertypes,
      isSecondary,
      parent,
    });
    const index = this.facts.spans.length - 1;
    this.#openSpans.push({ depth: holdsRest ? depth - 1 : depth, index, holdsRest });
  }

  /** The next `namespace B;` ends the one before. */
  #closeHolder(depth: number): void {
    const open = this.#openSpans.at(-1);
    if (open === undefined || !open.holdsRest || open.depth !== depth) return;
    this.#openSpans.pop();
    const span = this.facts.spans[open.index];
    if (span !== undefined) span.endRow = Math.max(span.startRow, this.#row - 1);
  }
}

/** Python's blocks end at the start of the next row: the last character counts, not the end. */
function lastOffset(node: Node): number {
  return Math.max(node.startIndex, node.endIndex - 1);
}

function signature(node: Node, body: Node | null): string {
  const length = (body?.startIndex ?? node.endIndex) - node.startIndex;
  // Cut first: the body of a type or table may be long, and collapsing white space only shortens.
  const head = node.text.slice(0, Math.min(length, 4 * maxSignatureCharacters));
  return head.replace(/\s+/g, " ").trim().slice(0, maxSignatureCharacters);
}
