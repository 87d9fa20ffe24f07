import type { FileDiff } from "@devflow/diff";
import { readSyntax, type SymbolDefinition } from "@devflow/syntax";
import { signatureOf } from "./docstring-below.ts";

const comment = /^\s*(?:\/\/|\/\*|\*|#(?!\[)|"""|'''|--|;)/;
const docstring = /^\s*[rRbBuU]{0,2}("""|'''|"|')/;

/** A function that others may call and that says nothing about itself. */
export interface Undocumented {
  name: string;
  /** The first line of its declaration, as in the file. */
  line: string;
  /** All lines of a Python signature, which a docstring stands below; empty elsewhere. */
  signature: readonly string[];
}

/**
 * Functions and classes that the change adds or edits, that others may use, and that have no
 * documentation comment. Their first line stands in the diff, or nothing could be suggested there.
 */
export async function undocumentedIn(file: FileDiff, headText: string): Promise<Undocumented[]> {
  const facts = await readSyntax({ path: file.path, text: headText });
  if (facts === null) return [];
  const lines = headText.split(/\r?\n/);
  const shown = linesShown(file);
  return facts.definitions
    .filter(({ kind }) => kind === "function" || kind === "method" || kind === "class")
    .filter(
      (definition) =>
        shown.has(definition.startLine) &&
        isChanged(file, definition) &&
        isPublic(definition, lines, facts.language) &&
        !isDocumented(definition, lines, facts.language),
    )
    .map(({ name, startLine }) => ({
      name,
      line: lines[startLine - 1] ?? "",
      signature: (facts.language === "python" && signatureOf(lines, startLine)) || [],
    }));
}

function linesShown({ hunks }: FileDiff): Set<number | null> {
  return new Set(hunks.flatMap((hunk) => hunk.lines.map(({ newLine }) => newLine)));
}

function isChanged({ hunks }: FileDiff, { startLine, endLine }: SymbolDefinition): boolean {
  return hunks.some((hunk) =>
    hunk.lines.some(
      ({ kind, newLine }) =>
        kind === "added" && newLine !== null && newLine >= startLine && newLine <= endLine,
    ),
  );
}

function isPublic(definition: SymbolDefinition, lines: readonly string[], language: string) {
  const line = lines[definition.startLine - 1] ?? "";
  switch (language) {
    case "typescript":
    case "tsx":
    case "javascript":
      return definition.scopes.length > 0
        ? !/^\s*(?:private|protected|#)/.test(line)
        : /^\s*export\b/.test(line);
    case "go":
      return /^\p{Lu}/u.test(definition.name);
    case "python":
      return !definition.name.startsWith("_");
    case "java":
    case "kotlin":
    case "csharp":
      return !/\bprivate\b/.test(line);
    default:
      return true;
  }
}

function isDocumented({ startLine }: SymbolDefinition, lines: readonly string[], language: string) {
  if (language === "python") {
    const signature = signatureOf(lines, startLine);
    const end =
      signature === null
        ? startLine
        : lines.indexOf(signature[0] ?? "", startLine - 1) + signature.length;
    const first = lines.slice(end).find((line) => line.trim() !== "") ?? "";
    return docstring.test(first);
  }
  // Annotations stand between a comment and its declaration; a comment above them counts.
  const above = lines.slice(0, startLine - 1).findLast((line) => !/^\s*(?:@|#\[)/.test(line)) ?? "";
  return comment.test(above);
}

/**
 * True when the suggestion leaves the declaration as it is and adds nothing but a docstring, which
 * to a parser is code.
 */
export function addsOnlyDocstring(replaced: readonly string[], suggestion: string): boolean {
  const lines = suggestion.replace(/\n$/, "").split("\n");
  const kept = replaced.length;
  if (!replaced.every((line, at) => line === lines[at])) return false;
  const added = lines.slice(kept).join("\n").trim();
  return /^[rR]?("""|''')(?:(?!\1)[\s\S])*\1$/.test(added);
}
