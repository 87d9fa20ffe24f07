import { chunkDefinitions } from "./chunk-definitions.ts";
import { chunkPlainText } from "./chunk-plain-text.ts";
import { type CollectedFacts, collectFacts, type DefinitionSpan } from "./collect-facts.ts";
import { languageOfFile } from "./language-of.ts";
import type { SymbolDefinition, SyntaxFacts } from "./model.ts";
import { withTree } from "./parse-text.ts";
import { SourceLines, withoutByteOrderMark } from "./source-lines.ts";

export interface SourceFile {
  /** Its extension gives the language. */
  path: string;
  text: string;
}

/**
 * Chunks, definitions, references and imports of a file; null when there is no grammar for it.
 * A file that is too large, minified or too slow to parse gets plain chunks and `hasErrors`.
 * Every line is in at most one chunk, and every line that is not blank is in one.
 */
export async function readSyntax(file: SourceFile): Promise<SyntaxFacts | null> {
  const language = languageOfFile(file);
  if (language === null) return null;
  const text = withoutByteOrderMark(file.text);
  const facts = await withTree(language, text, ({ grammar, tree }): SyntaxFacts => {
    const source = new SourceLines(text);
    const collected = collectFacts(tree, grammar, source);
    return {
      language,
      chunks: chunkDefinitions(collected, source),
      definitions: toDefinitions(collected),
      references: collected.references,
      imports: [...new Set(collected.imports)],
      hasErrors: tree.rootNode.hasError,
    };
  });
  if (facts !== null) return facts;
  const chunks = chunkPlainText(file);
  return { language, chunks, definitions: [], references: [], imports: [], hasErrors: true };
}

function toDefinitions({ spans }: CollectedFacts): SymbolDefinition[] {
  return withoutSecondary(spans).flatMap(
    ({ names, kind, scopes, startRow, endRow, signature, supertypes }) =>
      names.map((name) => ({
        name,
        kind,
        scopes,
        startLine: startRow + 1,
        endLine: endRow + 1,
        signature,
        supertypes: [...new Set(supertypes)],
      })),
  );
}

/** Impls and prototypes of what the file itself defines go; the definition gets their supertypes. */
function withoutSecondary(spans: readonly DefinitionSpan[]): readonly DefinitionSpan[] {
  if (!spans.some(({ isSecondary }) => isSecondary)) return spans;
  const keyOf = ({ scopes, names }: DefinitionSpan) => [...scopes, names[0]].join(" ");
  const added = Map.groupBy(
    spans.filter(({ isSecondary }) => isSecondary),
    keyOf,
  );
  const own = new Set(spans.filter(({ isSecondary }) => !isSecondary).map(keyOf));
  return spans.flatMap((span) => {
    const key = keyOf(span);
    if (span.isSecondary) return own.has(key) ? [] : [span];
    const more = added.get(key)?.flatMap(({ supertypes }) => supertypes) ?? [];
    return [{ ...span, supertypes: [...span.supertypes, ...more] }];
  });
}
