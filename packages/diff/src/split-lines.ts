/** A line of a text: its content, and the ending that was there (`\n`, `\r\n` or nothing). */
export interface TextLine {
  text: string;
  ending: string;
}

/** The lines of a text; joining content and endings gives the text again. */
export function splitLines(text: string): TextLine[] {
  const pieces = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return pieces.map((piece) => {
    const ending = /\r?\n$/.exec(piece)?.[0] ?? "";
    return { text: piece.slice(0, piece.length - ending.length), ending };
  });
}
