/**
 * Grammars, loaded once each.
 *
 * Properties: nothing is loaded before it is needed, no grammar twice, no network. Design: one
 * promise per language is kept, so callers that ask at the same time share one load (10-30 ms); a
 * failed load is forgotten, so that the next caller tries again. One parser per language is enough:
 * parsing is synchronous, so two callers cannot be inside it at once.
 */
import { createRequire } from "node:module";
import type { Language as GrammarFile, Parser } from "web-tree-sitter";
import { c, cpp } from "./languages/c-family.ts";
import { csharp } from "./languages/csharp.ts";
import { go } from "./languages/go.ts";
import { java } from "./languages/java.ts";
import { kotlin } from "./languages/kotlin.ts";
import { php } from "./languages/php.ts";
import { python } from "./languages/python.ts";
import { ruby } from "./languages/ruby.ts";
import { rust } from "./languages/rust.ts";
import { javascript, tsx, typescript } from "./languages/typescript.ts";
import type { NameRole, Vocabulary } from "./languages/vocabulary.ts";
import type { Language } from "./model.ts";
import { openRuntime, type Runtime } from "./runtime.ts";

/** A grammar with the vocabulary looked up by node id: strings are too slow for every node. */
export interface Grammar {
  vocabulary: Vocabulary;
  runtime: Runtime;
  parser: Parser;
  isName: readonly boolean[];
  isLeading: readonly boolean[];
  isScope: readonly boolean[];
  isDefinition: readonly boolean[];
  isImport: readonly boolean[];
  /** Role that a node gives to the names below it. */
  roleByNode: readonly (NameRole | undefined)[];
  /** Role by field id, for nodes that have such entries. */
  roleByField: readonly (ReadonlyMap<number, NameRole> | undefined)[];
}

const vocabularies: Readonly<Record<Language, Vocabulary>> = {
  typescript,
  tsx,
  javascript,
  python,
  go,
  java,
  rust,
  ruby,
  php,
  csharp,
  cpp,
  c,
  kotlin,
};

const grammars = new Map<Language, Promise<Grammar>>();

/** The grammar of a language, loaded on first use. Its runtime may be broken: then forget it. */
export function loadGrammar(language: Language): Promise<Grammar> {
  const known = grammars.get(language);
  if (known !== undefined) return known;
  const loading = openGrammar(vocabularies[language]);
  loading.catch(() => {
    if (grammars.get(language) === loading) grammars.delete(language);
  });
  grammars.set(language, loading);
  return loading;
}

async function openGrammar(vocabulary: Vocabulary): Promise<Grammar> {
  const runtime = await openRuntime();
  try {
    return await readGrammar(vocabulary, runtime);
  } catch (thrown) {
    // Another language's file broke it meanwhile.
    if (runtime.isBroken) return openGrammar(vocabulary);
    throw thrown;
  }
}

/** All of them: they share their runtime. */
export function forgetGrammars(): void {
  grammars.clear();
}

async function readGrammar(vocabulary: Vocabulary, runtime: Runtime): Promise<Grammar> {
  const { Language: Loader, Parser } = runtime.module;
  const file = await Loader.load(createRequire(import.meta.url).resolve(vocabulary.grammarFile));
  const parser = new Parser();
  parser.setLanguage(file);
  const flags = (names: readonly string[]) => file.types.map((_, id) => isOneOf(file, id, names));
  return {
    vocabulary,
    runtime,
    parser,
    isName: flags(vocabulary.nameNodes),
    isLeading: flags(vocabulary.leadingNodes),
    isScope: flags(vocabulary.scopeNodes),
    isDefinition: flags(vocabulary.definitionNodes),
    isImport: flags(vocabulary.importNodes),
    roleByNode: file.types.map((name, id) =>
      file.nodeTypeIsNamed(id) ? vocabulary.nameRoles[name] : undefined,
    ),
    roleByField: file.types.map((name, id) =>
      file.nodeTypeIsNamed(id) ? fieldRoles(file, name, vocabulary) : undefined,
    ),
  };
}

function isOneOf(file: GrammarFile, id: number, names: readonly string[]): boolean {
  return file.nodeTypeIsNamed(id) && names.includes(file.types[id] ?? "");
}

function fieldRoles(
  file: GrammarFile,
  node: string,
  { nameRoles }: Vocabulary,
): ReadonlyMap<number, NameRole> | undefined {
  const roles = new Map<number, NameRole>();
  for (const [key, role] of Object.entries(nameRoles)) {
    if (!key.startsWith(`${node}.`)) continue;
    const fieldId = file.fieldIdForName(key.slice(node.length + 1));
    if (fieldId !== null) roles.set(fieldId, role);
  }
  return roles.size === 0 ? undefined : roles;
}
