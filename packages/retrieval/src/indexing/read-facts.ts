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

const LONGEST_NAME = 500;

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
  if (facts !== null) return withoutLongNames(facts);
  const chunks = isMarkdownPath(path) ? chunkMarkdown(file) : chunkPlainText(file);
  const definitions = findPlainDefinitions(file);
  return withoutLongNames({ chunks, definitions, references: [], imports: [] });
}

/** Nobody asks for a name of 500 characters, and Postgres indexes none of more than 2,704 bytes. */
function withoutLongNames(facts: FileFacts): FileFacts {
  const isShort = (name: string) => name.length <= LONGEST_NAME;
  return {
    chunks: facts.chunks,
    imports: facts.imports,
    references: facts.references.filter(({ name }) => isShort(name)),
    definitions: facts.definitions
      .filter(({ name }) => isShort(name))
      .map((definition) => ({
        ...definition,
        supertypes: definition.supertypes.filter(isShort),
      })),
  };
}
