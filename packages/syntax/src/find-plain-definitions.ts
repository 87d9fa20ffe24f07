import type { PlainFile } from "./chunk-plain-text.ts";
import { maxLineCharacters } from "./limits.ts";
import type { ChunkKind, SymbolDefinition } from "./model.ts";
import { SourceLines, withoutByteOrderMark } from "./source-lines.ts";

/** How a language without a grammar on board writes its definitions, one to a line. */
interface PlainLanguage {
  extensions: readonly string[];
  /** `name` is the last group that matched; a dotted name is known by its last part. */
  patterns: readonly (readonly [RegExp, ChunkKind])[];
}

const NAME = "([A-Za-z_$][\\w$]*[?!]?)";
const DOTTED = "([A-Za-z_][\\w.:]*)";
const MODIFIERS = "(?:@\\w+(?:\\([^)]*\\))?\\s+|[a-z]+(?:\\[\\w+\\]|\\(\\w+\\))?\\s+){0,5}";

const LANGUAGES: Readonly<Record<string, PlainLanguage>> = {
  bash: {
    extensions: ["sh", "bash", "zsh", "bats", "ksh"],
    patterns: [
      [/^\s*function\s+([\w:.-]+)/, "function"],
      [/^\s*([\w:.-]+)\s*\(\s*\)/, "function"],
    ],
  },
  dart: {
    extensions: ["dart"],
    patterns: [line(`${MODIFIERS}(?:class|mixin|enum|extension|typedef)\\s+${NAME}`, "class")],
  },
  elixir: {
    extensions: ["ex", "exs"],
    patterns: [
      line(`(?:defmodule|defprotocol)\\s+${DOTTED}`, "class"),
      line(`(?:def|defp|defmacro|defmacrop|defguard|defguardp|defdelegate)\\s+${NAME}`, "function"),
    ],
  },
  haskell: {
    extensions: ["hs", "lhs"],
    patterns: [
      [/^(?:data|newtype|type)\s+(?:family\s+|instance\s+)?(?:[^=]*=>\s*)?([A-Z][\w']*)/, "type"],
      [/^class\s+(?:[^=]*=>\s*)?([A-Z][\w']*)/, "class"],
      [/^([a-z_][\w']*)\s*::/, "function"],
    ],
  },
  lua: {
    extensions: ["lua"],
    patterns: [
      line(`(?:local\\s+)?function\\s+${DOTTED}`, "function"),
      line(`(?:local\\s+)?${DOTTED}\\s*=\\s*function\\b`, "function"),
    ],
  },
  perl: { extensions: ["pl", "pm"], patterns: [line(`(?:sub|package)\\s+${DOTTED}`, "function")] },
  scala: {
    extensions: ["scala", "sc"],
    patterns: [
      line(`${MODIFIERS}(?:class|object|enum)\\s+${NAME}`, "class"),
      line(`${MODIFIERS}trait\\s+${NAME}`, "interface"),
      line(`${MODIFIERS}type\\s+${NAME}`, "type"),
      line(`${MODIFIERS}def\\s+${NAME}`, "function"),
    ],
  },
  sql: {
    extensions: ["sql"],
    patterns: [
      [
        /^\s*create\s+(?:or\s+replace\s+)?(?:\w+\s+)?(?:table|view|procedure|function|trigger)\s+(?:if\s+not\s+exists\s+)?(?:\w+\.)?["`]?(\w+)/i,
        "function",
      ],
    ],
  },
  swift: {
    extensions: ["swift"],
    patterns: [
      line(`${MODIFIERS}(?:class|struct|enum|actor)\\s+(?!func\\b|var\\b)${NAME}`, "class"),
      line(`${MODIFIERS}protocol\\s+${NAME}`, "interface"),
      line(`${MODIFIERS}typealias\\s+${NAME}`, "type"),
      line(`${MODIFIERS}func\\s+${NAME}`, "function"),
    ],
  },
  zig: {
    extensions: ["zig"],
    patterns: [
      line(`${MODIFIERS}fn\\s+${NAME}`, "function"),
      line(`(?:pub\\s+)?const\\s+${NAME}\\s*=\\s*(?:\\w+\\s+)?(?:struct|enum|union)\\b`, "class"),
    ],
  },
};

const LANGUAGE_BY_EXTENSION = new Map(
  Object.entries(LANGUAGES).flatMap(([name, { extensions }]) =>
    extensions.map((extension) => [extension, name] as const),
  ),
);

function line(pattern: string, kind: ChunkKind): readonly [RegExp, ChunkKind] {
  return [new RegExp(`^\\s*${pattern}`), kind];
}

const MOST_SIGNATURE_CHARACTERS = 200;

/** The language of a file whose definitions are found line by line; null for any other file. */
export function plainLanguageOf(path: string): string | null {
  const extension = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  return LANGUAGE_BY_EXTENSION.get(extension) ?? null;
}

/**
 * Definitions of a file without grammar, by how its language begins a line that defines something.
 * A definition ends before the next line that is indented no deeper, its closing line included.
 */
export function findPlainDefinitions({ path, text }: PlainFile): SymbolDefinition[] {
  const patterns = LANGUAGES[plainLanguageOf(path) ?? ""]?.patterns ?? [];
  if (patterns.length === 0) return [];
  const { lines } = new SourceLines(withoutByteOrderMark(text));
  const indents = lines.map((row) => (row.trim() === "" ? null : row.search(/\S/)));
  const definitions: SymbolDefinition[] = [];
  for (const [row, content] of lines.entries()) {
    const found = content.length > maxLineCharacters ? null : matchLine(content, patterns);
    if (found === null) continue;
    definitions.push({
      ...found,
      scopes: [],
      startLine: row + 1,
      endLine: lastRow(lines, indents, row) + 1,
      signature: content.trim().slice(0, MOST_SIGNATURE_CHARACTERS),
      supertypes: [],
    });
  }
  return definitions;
}

function matchLine(content: string, patterns: PlainLanguage["patterns"]) {
  for (const [pattern, kind] of patterns) {
    const name = pattern
      .exec(content)?.[1]
      ?.split(/[.:]/)
      .findLast((part) => part !== "");
    if (name !== undefined) return { name, kind };
  }
  return null;
}

const CLOSING = /^\s*(?:[}\])]+|end|fi|esac|done)\b|^\s*[}\])]/;

function lastRow(
  lines: readonly string[],
  indents: readonly (number | null)[],
  start: number,
): number {
  const own = indents[start] ?? 0;
  let last = start;
  for (let row = start + 1; row < lines.length; row++) {
    const indent = indents[row] ?? null;
    if (indent === null) continue;
    if (indent > own) last = row;
    else return CLOSING.test(lines[row] ?? "") && indent === own ? row : last;
  }
  return last;
}
