import {
  type Chunk,
  chunkMarkdown,
  chunkPlainText,
  findPlainDefinitions,
  isMarkdownPath,
  languageOf,
  plainLanguageOf,
  readSyntax,
  type SymbolDefinition,
  type SymbolReference,
} from "@devflow/syntax";

/** What is stored of one file's content. */
export interface FileFacts {
  chunks: Chunk[];
  definitions: SymbolDefinition[];
  references: SymbolReference[];
  imports: string[];
}

/** How a file is read, as far as its path decides it: two paths with the same label and bytes have the same facts. */
export function languageLabel(path: string): string {
  return (
    languageOf(path) ?? (isMarkdownPath(path) ? "markdown" : (plainLanguageOf(path) ?? "text"))
  );
}

export async function readFacts(path: string, text: string): Promise<FileFacts> {
  const file = { path, text };
  const facts = await readSyntax(file);
  if (facts !== null) return facts;
  const chunks = isMarkdownPath(path) ? chunkMarkdown(file) : chunkPlainText(file);
  return { chunks, definitions: findPlainDefinitions(file), references: [], imports: [] };
}
