import type { SymbolDefinition, SyntaxFacts } from "@devflow/syntax";
import { declaredClass, escaped } from "./declared-class.ts";
import { contains, type LineRange } from "./line-range.ts";

/** A name on a changed line, with what the syntax around it tells of its owner. */
export interface UsedName {
  name: string;
  /** True after `.`, `->` or `::`: it belongs to something. */
  isMember: boolean;
  /** The class it is a member of, when the lines around say so. */
  owner: string | null;
}

const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
const LOOKS_LIKE_CODE = /[\p{Ll}\p{N}]\p{Lu}|[^_]_[^_]|\p{Lu}\p{Lu}+\p{Ll}/u;
const MOST_NAMES = 60;
const OWN = new Set(["this", "self", "cls", "Self", "static", "@"]);
const CLASS_KINDS = new Set(["class", "interface", "type"]);

/** Names used on changed lines, in order, each once. Without a grammar: words that look like code. */
export function usedNames(
  facts: SyntaxFacts | null,
  headLines: readonly string[],
  changed: readonly LineRange[],
  added: readonly string[],
): UsedName[] {
  if (facts === null) {
    const words = added.flatMap((line) => line.match(NAME) ?? []);
    return [...new Set(words.filter((word) => LOOKS_LIKE_CODE.test(word)))]
      .slice(0, MOST_NAMES)
      .map((name) => ({ name, isMember: false, owner: null }));
  }
  const found = new Map<string, UsedName>();
  for (const { name, line } of facts.references) {
    if (!changed.some((range) => contains(range, line))) continue;
    const former = found.get(name);
    // One use that tells its owner is worth more than the first one.
    if (former !== undefined && (former.owner !== null || !former.isMember)) continue;
    found.set(name, ownerOf(name, line, facts, headLines));
  }
  return [...found.values()].slice(0, MOST_NAMES);
}

function ownerOf(
  name: string,
  line: number,
  facts: SyntaxFacts,
  headLines: readonly string[],
): UsedName {
  const text = headLines[line - 1] ?? "";
  const member = new RegExp(
    `([\\p{L}_$@][\\p{L}\\p{N}_$]*|[)\\]}])?\\s*[?!]?(?:\\.|->|::)\\s*[#$]?${escaped(name)}(?![\\p{L}\\p{N}_$])`,
    "u",
  ).exec(text);
  if (member === null) {
    const isBareOwn = new RegExp(`@${escaped(name)}\\b`).test(text);
    const owner = isBareOwn ? enclosingClass(facts.definitions, line) : null;
    return { name, isMember: isBareOwn, owner };
  }
  const receiver = member[1] ?? "";
  if (OWN.has(receiver)) {
    return { name, isMember: true, owner: enclosingClass(facts.definitions, line) };
  }
  if (!/^[\p{L}_$]/u.test(receiver)) return { name, isMember: true, owner: null };
  const owner = classOfVariable(receiver, line, facts.definitions, headLines);
  return { name, isMember: true, owner: owner ?? (/^\p{Lu}/u.test(receiver) ? receiver : null) };
}

function enclosingClass(definitions: readonly SymbolDefinition[], line: number): string | null {
  const holding = definitions.filter((definition) => contains(definition, line));
  const inner = holding.findLast(({ kind }) => CLASS_KINDS.has(kind));
  // Go's methods and Rust's stand outside of their type and name it as their scope.
  return inner?.name ?? holding.find(({ kind }) => kind === "method")?.scopes.at(-1) ?? null;
}

/** What a variable is made of or declared as: in the function around the line, else in the file. */
function classOfVariable(
  variable: string,
  line: number,
  definitions: readonly SymbolDefinition[],
  headLines: readonly string[],
): string | null {
  const around = definitions.findLast(
    (definition) =>
      contains(definition, line) &&
      (definition.kind === "function" || definition.kind === "method"),
  );
  const near = around === undefined ? [] : headLines.slice(around.startLine - 1, around.endLine);
  return declaredClass(variable, [near.join("\n"), headLines.join("\n")]);
}
