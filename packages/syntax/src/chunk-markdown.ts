import type { PlainFile } from "./chunk-plain-text.ts";
import type { DefinitionSpan } from "./collect-facts.ts";
import { mergeSmallPieces } from "./merge-small-pieces.ts";
import type { Chunk } from "./model.ts";
import { type Piece, toChunk } from "./piece.ts";
import { type MarkdownSection, readMarkdownSections } from "./read-markdown-sections.ts";
import { SourceLines, withoutByteOrderMark } from "./source-lines.ts";
import { splitRows } from "./split-rows.ts";

export function isMarkdownPath(path: string): boolean {
  return /\.(md|mdx|markdown)$/i.test(path);
}

/**
 * Cuts Markdown at its headings: the heading is the chunk's symbol, the headings above it are its
 * scopes. Large sections are cut between paragraphs, small neighbours under one heading merged.
 */
export function chunkMarkdown({ text }: PlainFile): Chunk[] {
  const source = new SourceLines(withoutByteOrderMark(text));
  const { sections, structure } = readMarkdownSections(source.lines);
  const owners = sections.map(toOwner);
  const pieces = sections.flatMap((section, index): Piece[] => {
    const path = pathOf(section, sections);
    const owner = section.title === null ? undefined : owners[index];
    return splitRows(section.startRow, section.endRow, structure, source).map((rows) => ({
      ...rows,
      owner,
      path,
    }));
  });
  return mergeSmallPieces(pieces, source).map((piece) => ({
    ...toChunk(piece, source),
    kind: "text",
  }));
}

/** At most six deep, as headings are. */
function pathOf({ parent }: MarkdownSection, sections: readonly MarkdownSection[]): number[] {
  const outer = sections[parent];
  return outer === undefined ? [] : [...pathOf(outer, sections), parent];
}

function toOwner({ title, titles, parent, startRow, endRow }: MarkdownSection): DefinitionSpan {
  return {
    names: title === null ? [] : [title],
    kind: "text",
    scopes: titles,
    startRow,
    endRow,
    signature: "",
    supertypes: [],
    isSecondary: false,
    parent,
  };
}
