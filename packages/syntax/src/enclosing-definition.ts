import type { SymbolDefinition, SyntaxFacts } from "./model.ts";

/** The innermost definition that contains a 1-based line, null at the top of the file. */
export function enclosingDefinition(
  { definitions }: Pick<SyntaxFacts, "definitions">,
  line: number,
): SymbolDefinition | null {
  let innermost: SymbolDefinition | null = null;
  // Parents come before children, so the last one that holds the line is the innermost.
  for (const definition of definitions) {
    if (definition.startLine <= line && line <= definition.endLine) innermost = definition;
  }
  return innermost;
}
