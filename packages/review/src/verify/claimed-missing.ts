import { languageOf } from "@devflow/syntax";
import { isGiven } from "../draft/facts/built-in-names.ts";
import type { Standing, VerifyWorld } from "./standing.ts";

/**
 * What a finding calls undefined although it is there. Models say so of whatever their few lines do
 * not show, and compilers say it better. Properties wanted: a claim that our tools can refute is never
 * said; one that they cannot refute goes to the second look.
 * Design: a name is explained by the file itself (declared, imported, or a member of something else),
 * by the language, by the file before the change unless it was declared there and no longer is, and in
 * languages where files of a package see each other by the files of the change and by the index.
 * Without an index nobody can know there, so the claim does not stand either. That a name has no value
 * on some paths is no such claim.
 */
export async function claimedMissing(standing: Standing, world: VerifyWorld): Promise<string[]> {
  const { candidate, file } = standing;
  const names = namesCalledMissing(`${candidate.title}\n${candidate.body}`);
  const head = names.length === 0 ? null : await world.texts.head(file.path);
  if (head === null) return [];
  const base = await world.texts.base(file.previousPath ?? file.path);
  const language = languageOf(file.path);
  const before = file.status === "added" ? "" : base;
  const open = names.filter((name) => !isGiven(name, language) && !isExplained(name, head, before));
  const explained = names.filter((name) => !open.includes(name));
  if (open.length === 0 || !PACKAGE_WIDE.has(language ?? "")) return explained;
  const added = open.filter((name) => isAddedElsewhere(name, world.files));
  const known = (await world.index?.knownNames(open, [file.path])) ?? null;
  return [
    ...explained,
    ...open.filter((name) => known?.has(name) !== false || added.includes(name)),
  ];
}

/** A file sees what other files of its package, crate or program declare. */
const PACKAGE_WIDE: ReadonlySet<string> = new Set(
  "go java kotlin csharp c cpp rust php ruby".split(" "),
);

const NAME = "`?([\\p{L}_$][\\p{L}\\p{N}_$.:]*)(?:\\([^)`]*\\))?`?";
const CLAIMS = [
  new RegExp(
    `${NAME}\\s+(?:is|are|was)\\s+(?:not|never)\\s+(?:been\\s+)?(?:defined|declared|imported|in scope)\\b`,
    "giu",
  ),
  new RegExp(`${NAME}\\s+(?:is|are)\\s+(?:undeclared|used without (?:an? )?import)`, "giu"),
  new RegExp(
    `\\b(?:undefined|undeclared|unresolved)\\s+(?:function|method|name|symbol|variable|identifier|reference|type|class|constant)s?(?:\\s+to)?:?\\s+${NAME}`,
    "giu",
  ),
  new RegExp(
    `\\bmissing\\s+(?:an?\\s+)?(?:import|definition|declaration)\\s+(?:for|of)\\s+${NAME}`,
    "giu",
  ),
];

/** Words in the place of a name: `it is not defined`. */
const NO_NAME =
  /^(?:it|this|that|they|which|and|or|but|what|value|values|function|variable|method)$/i;

function namesCalledMissing(text: string): string[] {
  const names = CLAIMS.flatMap((claim) =>
    [...text.matchAll(claim)]
      .filter((match) => !isOnSomePaths(text, match))
      .map((match) => (match[1] ?? "").split(/[.:]+/).filter(Boolean).at(-1)),
  );
  return [...new Set(names)].filter(
    (name) => name !== undefined && !NO_NAME.test(name),
  ) as string[];
}

const CONDITION_AFTER =
  /^\W*(?:if|when|whenever|unless|until|once|while|in (?:the|that|this|one) (?:\w+ )?(?:branch|block|case|path|catch|except|else|finally))\b/i;
const CONDITION_BEFORE = /(?:^|[.;!?\n]\s*)(?:if|when|whenever|unless|in case)\b[^.;!?\n]*$/i;

/** `conn is not defined if connect() raises`: it is declared, and that is not the point. */
function isOnSomePaths(text: string, { 0: claim, index = 0 }: RegExpMatchArray): boolean {
  const after = text.slice(index + claim.length);
  return CONDITION_AFTER.test(after) || CONDITION_BEFORE.test(text.slice(0, index));
}

function isExplained(name: string, head: string, base: string | null): boolean {
  const word = new RegExp(`(?<![\\p{L}\\p{N}_$])${escaped(name)}(?![\\p{L}\\p{N}_$])`, "u");
  if (bringsIn(head, name, word) || STAR.test(head)) return true;
  // What stood there before was explained somehow, unless by what the change took away.
  if (base !== null && word.test(base)) return !bringsIn(base, name, word);
  return word.test(head) && isOnlyMember(name, head);
}

/** Brings in names that stand nowhere in the file. */
const STAR = /^\s*from\s+\S+\s+import\s+\*|^\s*(?:import\s+)?\.\s+"/m;

/** Declared or imported by the text itself. */
function bringsIn(text: string, name: string, word: RegExp): boolean {
  const imports = IMPORTS.flatMap((each) => [...text.matchAll(each)].map(([found]) => found));
  return declares(text, name) || imports.some((each) => word.test(each));
}

/** Statements that bring names in, over several lines, too. */
const IMPORTS = [
  /^\s*import\b[^;]*?\bfrom\b[^\n]*/gm,
  /^\s*from\s+\S+\s+import\s*(?:\([^)]*\)|[^\n]*)/gm,
  /^\s*import\s*\([^)]*\)/gm,
  /^\s*(?:import|use|using|#include|require|require_relative|include)\b[^\n]*/gm,
  /\bimport\s*\*|\bimport\s+\S+\.\*/g,
];

/** `strings.HasSuffix`: what is before the dot has to bring it, and nobody here sees that. */
function isOnlyMember(name: string, text: string): boolean {
  const free = new RegExp(
    `(?<![\\p{L}\\p{N}_$]|\\.|->|::)${escaped(name)}(?![\\p{L}\\p{N}_$])`,
    "u",
  );
  return !free.test(text);
}

function declares(text: string, name: string): boolean {
  const word = `${escaped(name)}(?![\\p{L}\\p{N}_$])`;
  const forms = [
    `\\b(?:function\\*?|def|func|fn|class|interface|type|enum|struct|trait|union|record|object|const|static|let|var|val|mut|mod|module|namespace|macro_rules!|define)\\s+(?:\\([^)]*\\)\\s*)?(?:self\\.)?${word}`,
    `(?<![\\p{L}\\p{N}_$.])${word}\\s*(?::[^=\\n]{1,80})?(?::=|=(?![=>]))`,
    `(?:\\bas|\\bfor|\\bcatch\\s*\\(|\\{|,)\\s*${word}\\s*(?=,|\\}|\\)|\\bin\\b|\\bof\\b|:)`,
    `\\(\\s*(?:[^()]*,\\s*)?${word}\\s*(?::[^()]*|=[^()]*|,[^()]*)?\\)\\s*(?:=>|->|:|\\{)`,
    `(?<![\\p{L}\\p{N}_$.])${word}\\s*\\([^;{}]*\\)\\s*(?:throws\\s[^{;]*|:[^{;]*|const\\s*)?\\{`,
  ];
  return forms.some((form) => new RegExp(form, "u").test(text));
}

/** On an added line of another file of the change. */
function isAddedElsewhere(name: string, files: VerifyWorld["files"]): boolean {
  return files.some(({ hunks }) =>
    hunks.some(({ lines }) =>
      lines.some(({ kind, text }) => kind === "added" && declares(text, name)),
    ),
  );
}

function escaped(name: string): string {
  return name.replace(/[^\p{L}\p{N}_]/gu, "\\$&");
}
