/** How a language says where a block ends. */
export type BlockStyle =
  /** By closing brackets. */
  | "brackets"
  /** By lines that stand less deep, as in Python. */
  | "indentation"
  /** By a word of its own at the depth of the opener, as in Ruby. */
  | "keywords"
  /** It has no blocks that we know: prose, data. */
  | "none";

/** What reading a completion must know of a language; nothing here needs a grammar. */
export interface LanguageRules {
  blocks: BlockStyle;
  lineComments: readonly string[];
  blockComment: readonly [open: string, close: string] | null;
  /** Quotes of strings that may go over lines. */
  longQuotes: readonly string[];
  /** Quotes of strings that end with their line. */
  quotes: readonly string[];
  /** `'` only ever holds one character, and may stand alone: Rust's lifetimes, C++'s digits. */
  hasCharacters: boolean;
  /** `/…/` may be a pattern. */
  hasPatterns: boolean;
  /** A line that ends without an operator or an open bracket ends its statement. */
  endsWithLine: boolean;
  /** Begin a definition or an import at the left edge of a file. */
  topLevel: readonly string[];
}

const slashes = {
  blocks: "brackets",
  lineComments: ["//"],
  blockComment: ["/*", "*/"],
  longQuotes: [],
  quotes: ['"'],
  hasCharacters: true,
  hasPatterns: false,
  endsWithLine: false,
  topLevel: [],
} as const satisfies LanguageRules;

const script: LanguageRules = {
  ...slashes,
  longQuotes: ["`"],
  quotes: ['"', "'"],
  hasCharacters: false,
  hasPatterns: true,
  topLevel: ["import", "export", "function", "class", "interface", "type", "enum", "namespace"],
};

const c: LanguageRules = {
  ...slashes,
  topLevel: ["static", "struct", "typedef", "enum", "union", "extern", "#include"],
};

/** Of a text that we know nothing about: its brackets are seen, nothing else. */
const plainRules: LanguageRules = {
  ...slashes,
  blocks: "none",
  lineComments: [],
  blockComment: null,
  hasCharacters: false,
};

const hashes: LanguageRules = { ...plainRules, lineComments: ["#"], quotes: ['"', "'"] };

/**
 * By the names of `@devflow/syntax`, and those of editors for what has no grammar. The words at the
 * left edge are from each language's reference: what can only stand there in code that is formatted.
 */
const rulesByLanguage: Readonly<Record<string, LanguageRules>> = {
  typescript: script,
  tsx: script,
  javascript: script,
  python: {
    ...hashes,
    blocks: "indentation",
    longQuotes: ['"""', "'''"],
    endsWithLine: true,
    topLevel: ["def", "class", "import", "from", "if __name__", "async def", "@"],
  },
  go: {
    ...slashes,
    longQuotes: ["`"],
    endsWithLine: true,
    topLevel: ["func", "type", "package", "import", "var", "const"],
  },
  java: {
    ...slashes,
    longQuotes: ['"""'],
    topLevel: ["package", "import", "public class", "class", "interface", "public interface"],
  },
  kotlin: {
    ...slashes,
    longQuotes: ['"""'],
    topLevel: ["package", "import", "class", "data class", "object", "interface", "fun"],
  },
  rust: {
    ...slashes,
    longQuotes: ['"'],
    quotes: [],
    topLevel: ["fn", "pub", "use", "mod", "impl", "struct", "enum", "trait", "#[", "macro_rules!"],
  },
  c,
  cpp: { ...c, topLevel: [...c.topLevel, "class", "namespace", "template", "using"] },
  csharp: {
    ...slashes,
    longQuotes: ['"""'],
    topLevel: ["using", "namespace", "public class", "internal class", "public interface"],
  },
  php: {
    ...slashes,
    lineComments: ["//", "#"],
    quotes: ['"', "'"],
    hasCharacters: false,
    topLevel: ["function", "class", "namespace", "use", "interface", "trait", "abstract", "final"],
  },
  ruby: {
    ...hashes,
    blocks: "keywords",
    endsWithLine: true,
    topLevel: ["class", "module", "require"],
  },
  css: { ...slashes, blocks: "brackets", lineComments: [], hasCharacters: false },
  scss: { ...slashes, blocks: "brackets", hasCharacters: false },
  less: { ...slashes, blocks: "brackets", hasCharacters: false },
  markdown: { ...plainRules },
  json: { ...plainRules },
  jsonc: { ...plainRules, lineComments: ["//"], blockComment: ["/*", "*/"] },
  yaml: hashes,
  toml: hashes,
  dockerfile: hashes,
  makefile: hashes,
  shellscript: hashes,
  sql: { ...plainRules, lineComments: ["--"], blockComment: ["/*", "*/"], quotes: ['"', "'"] },
  lua: { ...hashes, lineComments: ["--"] },
};

/** Whether the language is known here, with a grammar or without. */
export function hasLanguageRules(language: string): boolean {
  return Object.hasOwn(rulesByLanguage, language);
}

export function languageRulesOf(language: string | null): LanguageRules {
  if (language === null || !hasLanguageRules(language)) return plainRules;
  return rulesByLanguage[language] ?? plainRules;
}
