/** Lines, 1-based, both ends included. */
export interface Span {
  startLine: number;
  endLine: number;
}

/** The part of the editor's DocumentSymbol that is needed; its lines are 0-based. */
export interface OutlineSymbol {
  name: string;
  /** vscode.SymbolKind */
  kind: number;
  range: { start: { line: number }; end: { line: number } };
  children: readonly OutlineSymbol[];
}

export interface NamedSpan {
  name: string;
  span: Span;
}

/** vscode.SymbolKind: Class, Method, Constructor, Enum, Interface, Function, Struct. */
const BLOCK_KINDS = new Set([4, 5, 8, 9, 10, 11, 22]);
/** Of a constant that holds a function, a line says nothing; vscode.SymbolKind Variable and Constant. */
const VALUE_KINDS = new Set([12, 13]);

/** The smallest function or class around some lines; null where none is. */
export function enclosing(symbols: readonly OutlineSymbol[], lines: Span): NamedSpan | null {
  let best: NamedSpan | null = null;
  for (const symbol of symbols) {
    const span = { startLine: symbol.range.start.line + 1, endLine: symbol.range.end.line + 1 };
    if (span.startLine > lines.startLine || span.endLine < lines.endLine) continue;
    if (isBlock(symbol, span)) best = { name: symbol.name, span };
    best = enclosing(symbol.children, lines) ?? best;
  }
  return best;
}

/** Functions and classes that a lens may stand above, outermost first, with those inside classes. */
export function blocks(symbols: readonly OutlineSymbol[], depth = 0): NamedSpan[] {
  return symbols.flatMap((symbol) => {
    const span = { startLine: symbol.range.start.line + 1, endLine: symbol.range.end.line + 1 };
    const own = isBlock(symbol, span) ? [{ name: symbol.name, span }] : [];
    return [...own, ...(depth < 1 ? blocks(symbol.children, depth + 1) : [])];
  });
}

function isBlock({ kind }: OutlineSymbol, { startLine, endLine }: Span): boolean {
  return BLOCK_KINDS.has(kind) || (VALUE_KINDS.has(kind) && endLine > startLine);
}
