/** A change of a document, as VS Code tells it: offsets are of the text before the change. */
export interface Edit {
  offset: number;
  /** Characters that were removed there. */
  removed: number;
  inserted: string;
}

/** Where a text stands, the end not included. */
export interface TextRange {
  start: number;
  end: number;
}

/**
 * Where the range is after the edit. What is inserted at either end does not belong to it: one types on after what
 * one accepted.
 */
export function followEdit(range: TextRange, edit: Edit): TextRange {
  const editEnd = edit.offset + edit.removed;
  const grown = edit.inserted.length - edit.removed;
  if (editEnd <= range.start && edit.offset < range.end) {
    return { start: range.start + grown, end: range.end + grown };
  }
  if (edit.offset >= range.end) return range;
  // The edit reaches into the range: what was written over both counts to the side where it begins.
  if (edit.offset < range.start) {
    const start = edit.offset + edit.inserted.length;
    return { start, end: Math.max(start, range.end + grown) };
  }
  if (editEnd > range.end) return { start: range.start, end: edit.offset };
  return { start: range.start, end: range.end + grown };
}
