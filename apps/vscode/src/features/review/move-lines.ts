/** Lines of a document, 0-based, both ends included. */
export interface LineSpan {
  startLine: number;
  endLine: number;
}

/** One edit of a document, as the editor reports it: the replaced lines, and how many there are now. */
export interface LineEdit {
  startLine: number;
  startCharacter: number;
  endLine: number;
  endCharacter: number;
  text: string;
}

/**
 * Where lines stand after an edit, or null where the edit changed them: what was said about them is
 * then no longer about what is there. Text that is put in front of a line's first character, with its
 * newline, or behind a line's last one, moves lines and changes none.
 */
export function moveSpan(span: LineSpan, edit: LineEdit, endCharacter: number): LineSpan | null {
  const added = countNewlines(edit.text);
  const removed = edit.endLine - edit.startLine;
  const moved = {
    startLine: span.startLine + added - removed,
    endLine: span.endLine + added - removed,
  };
  if (edit.startLine > span.endLine) return span;
  if (edit.endLine < span.startLine) return moved;
  const endsBefore = edit.endLine === span.startLine && edit.endCharacter === 0;
  // Whole lines in front: the edit begins a line, or leaves a newline before what follows it.
  if (endsBefore && (edit.startCharacter === 0 ? wholeLines(edit.text) : edit.text.endsWith("\n")))
    return moved;
  const beginsBehind = edit.startLine === span.endLine && edit.startCharacter >= endCharacter;
  if (beginsBehind && /^\r?\n/.test(edit.text) && removed === 0) return span;
  return null;
}

function wholeLines(text: string): boolean {
  return text === "" || text.endsWith("\n");
}

function countNewlines(text: string): number {
  return text.split("\n").length - 1;
}
