import type { NamedSpan, Span } from "./enclosing-symbol.ts";

/** How a function or class begins in the languages that have experts, with its name. */
const beginnings: readonly RegExp[] = [
  /^\s*(?:async\s+)?def\s+(\w+)/,
  /^\s*(?:(?:export|default|abstract|final|public|private|protected|static|sealed)\s+)*(?:class|interface|struct|enum|record|trait|impl|object)\s+(\w+)/,
  /^\s*(?:(?:export|default|async)\s+)*function\s*\*?\s*(\w+)/,
  /^\s*(?:export\s+)?(?:const|let|var)\s+(\w+)\s*(?::[^=]+)?=\s*(?:async\s*)?(?:\(|\w+\s*=>|function)/,
  /^\s*func\s+(?:\([^)]*\)\s*)?(\w+)/,
  /^\s*(?:pub(?:\([^)]*\))?\s+)?(?:async\s+|const\s+|unsafe\s+)*fn\s+(\w+)/,
  /^\s+(?:(?:public|private|protected|static|final|abstract|async|override|readonly|get|set)\s+)*(?:[\w<>[\],.?]+\s+)?(?!if|for|while|switch|catch|return|else)(\w+)\s*\([^;]*\)\s*(?::[^;={]+)?\{\s*$/,
];

/**
 * The function or class around some lines, by how it begins and how its lines are indented; null where
 * none is. For languages that the editor has no symbols of.
 */
export function blockByIndentation(
  lines: readonly string[],
  { startLine, endLine }: Span,
): NamedSpan | null {
  let limit = Number.POSITIVE_INFINITY;
  for (let line = startLine; line >= 1; line--) {
    const text = lines[line - 1] ?? "";
    if (text.trim() === "") continue;
    const indent = indentOf(text);
    // Of the lines above only those that are indented less are around the cursor's.
    if (indent >= limit) continue;
    limit = indent;
    const name = nameOf(text);
    const end = name === null ? 0 : endOfBlock(lines, line, indent);
    if (name !== null && end >= endLine) return { name, span: { startLine: line, endLine: end } };
  }
  return null;
}

function nameOf(text: string): string | null {
  for (const beginning of beginnings) {
    const name = beginning.exec(text)?.[1];
    if (name) return name;
  }
  return null;
}

/** The last line that is indented more, or that closes it at its own indentation. */
function endOfBlock(lines: readonly string[], start: number, indent: number): number {
  let end = start;
  for (let line = start + 1; line <= lines.length; line++) {
    const text = lines[line - 1] ?? "";
    if (text.trim() === "") continue;
    const isInside = indentOf(text) > indent;
    const isSignature = indentOf(text) === indent && /^\s*[)\]][^;]*[{:]\s*$/.test(text);
    const isClosing = indentOf(text) === indent && /^\s*[)\]}]/.test(text);
    if (!isInside && !isClosing) break;
    end = line;
    if (isClosing && !isSignature) break;
  }
  return end;
}

function indentOf(text: string): number {
  const space = /^[ \t]*/.exec(text)?.[0] ?? "";
  return space.replaceAll("\t", "    ").length;
}
