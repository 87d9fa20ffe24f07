import { diffArrays } from "diff";

/** Lines that are replaced, 0-based, the end not included; and what stands there instead. */
export interface LineReplacement {
  startLine: number;
  endLine: number;
  text: string;
}

/** A diff of two texts that would take longer is made as one replacement. */
const TIMEOUT_MS = 500;

/**
 * The few lines that make one text of another, first to last. Written as such into a document, the
 * cursor, folds and breakpoints elsewhere stay where they are. Line endings of the old text are kept.
 */
export function lineReplacements(oldText: string, newText: string): LineReplacement[] {
  const oldLines = splitKeepingEndings(oldText);
  const newLines = splitKeepingEndings(withEndingsOf(oldText, newText));
  const parts = diffArrays(oldLines, newLines, { timeout: TIMEOUT_MS });
  if (!parts) return [{ startLine: 0, endLine: oldLines.length, text: newLines.join("") }];

  const replacements: LineReplacement[] = [];
  let line = 0;
  let open: LineReplacement | null = null;
  for (const { added, removed, value } of parts) {
    if (!added && !removed) {
      line += value.length;
      open = null;
      continue;
    }
    if (!open) {
      open = { startLine: line, endLine: line, text: "" };
      replacements.push(open);
    }
    if (added) open.text += value.join("");
    else {
      line += value.length;
      open.endLine = line;
    }
  }
  return replacements;
}

/** Puts replacements of {@link lineReplacements} into the text that they were made for. */
export function applyReplacements(text: string, replacements: readonly LineReplacement[]): string {
  const lines = splitKeepingEndings(text);
  for (const { startLine, endLine, text: inserted } of replacements.toReversed()) {
    lines.splice(startLine, endLine - startLine, inserted);
  }
  return lines.join("");
}

function splitKeepingEndings(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function withEndingsOf(oldText: string, newText: string): string {
  const unix = newText.replaceAll("\r\n", "\n");
  return /\r\n/.test(oldText) ? unix.replaceAll("\n", "\r\n") : newText;
}
