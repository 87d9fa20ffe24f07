import { embeddingText, isTestPath, pathText, splitWords } from "@devflow/retrieval/training";
import type { SymbolDefinition, SyntaxFacts } from "@devflow/syntax";
import { type Pair, toPair } from "./pair.ts";
import { readDocumentation } from "./read-documentation.ts";

export interface ReadFile {
  package: string;
  path: string;
  text: string;
  facts: SyntaxFacts;
}

/** A definition with its code, without its documentation. */
export interface MinedDefinition {
  definition: SymbolDefinition;
  code: string;
}

/** Whole classes are long; search finds their pieces. */
const MOST_LINES = 120;
const LEAST_BODY_LINES = 4;
const LEAST_NAME_WORDS = 2;

/** Documentation and code, name and body of everything a file defines. */
export function mineFile(file: ReadFile): { pairs: Pair[]; definitions: MinedDefinition[] } {
  const lines = file.text.split(/\r?\n/);
  const { language, definitions } = file.facts;
  const place = { language, package: file.package, path: pathText(file.path) };
  const pairs: (Pair | null)[] = [];
  const mined: MinedDefinition[] = [];
  for (const definition of definitions) {
    if (definition.kind === "module") continue;
    const start = definition.startLine - 1;
    const end = definition.endLine - 1;
    const documentation = readDocumentation(lines, language, start, end);
    const inside = documentation?.inside ?? null;
    const rows = lines
      .slice(start, Math.min(end + 1, start + MOST_LINES))
      .filter(
        (_, row) => inside === null || row + start < inside.start || row + start >= inside.end,
      );
    const code = rows.join("\n");
    mined.push({ definition, code });
    if (isTestPath(file.path)) continue;
    const { name, scopes } = definition;
    if (documentation !== null) {
      const text = embeddingText({ scopes, symbol: name, text: code });
      // Go's comments begin with the name: what is found by name needs no table.
      const said = documentation.summary.startsWith(`${name} `)
        ? documentation.summary.slice(name.length)
        : documentation.summary;
      pairs.push(toPair("documentation", place, said, text));
    }
    if (isTelling(definition, rows.length)) {
      const query = `${scopes.at(-1) ?? ""} ${name}`;
      const body = withoutName(rows.slice(1).join("\n"), name);
      pairs.push(toPair("name", place, query, body));
    }
  }
  return { pairs: pairs.filter((pair) => pair !== null), definitions: mined };
}

function isTelling({ name, kind }: SymbolDefinition, rows: number): boolean {
  const isCallable = kind === "function" || kind === "method";
  return isCallable && rows > LEAST_BODY_LINES && splitWords(name).length >= LEAST_NAME_WORDS;
}

function withoutName(code: string, name: string): string {
  return code.split(name).join(" ");
}
