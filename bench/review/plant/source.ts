import { parse, type SgNode } from "@ast-grep/napi";
import type { FileDiff } from "@devflow/diff";
import {
  type RuleLanguage,
  registerRuleLanguages,
  ruleLanguageNames,
  ruleLanguageOf,
} from "@devflow/syntax";

/** Languages as people count them: JavaScript and TSX are written as TypeScript is. */
export type LanguageGroup = "typescript" | "python" | "go" | "java";

/** A changed file as defects are planted into it. */
export interface Source {
  path: string;
  group: LanguageGroup;
  text: string;
  lines: readonly string[];
  root: SgNode;
  /** New line numbers, 1-based, that the change added. */
  added: ReadonlySet<number>;
  /** New line numbers that its diff shows. */
  shown: ReadonlySet<number>;
}

const groups: Readonly<Record<RuleLanguage, LanguageGroup>> = {
  typescript: "typescript",
  tsx: "typescript",
  javascript: "typescript",
  python: "python",
  go: "go",
  java: "java",
};

/** Code that tests other code has its own standards: a defect there is another kind of finding. */
const testPath =
  /(^|[/_.-])(tests?|specs?|testing|fixtures?|examples?|testdata|__tests__)([/_.-]|$)/i;

export function groupOf(path: string): LanguageGroup | null {
  const language = ruleLanguageOf(path);
  return language === null ? null : groups[language];
}

/** Null for a file that no defect is planted into: another language, a test, no added line. */
export function readSource(file: FileDiff, text: string): Source | null {
  const language = ruleLanguageOf(file.path);
  if (language === null || testPath.test(file.path) || /Tests?\.java$/.test(file.path)) return null;
  const lines = file.hunks.flatMap((hunk) => hunk.lines);
  const numbers = (kinds: readonly string[]) =>
    new Set(
      lines.flatMap(({ kind, newLine }) =>
        newLine !== null && kinds.includes(kind) ? [newLine] : [],
      ),
    );
  const added = numbers(["added"]);
  if (added.size === 0) return null;
  registerRuleLanguages();
  return {
    path: file.path,
    group: groups[language],
    text,
    lines: text.split("\n"),
    root: parse(ruleLanguageNames[language], text).root(),
    added,
    shown: numbers(["added", "context"]),
  };
}

/** True when every line of the node is one that the diff shows, and one of them was added. */
export function isChanged({ added, shown }: Source, node: SgNode): boolean {
  const { start, end } = node.range();
  let touchesAdded = false;
  for (let line = start.line + 1; line <= end.line + 1; line++) {
    if (!shown.has(line)) return false;
    touchesAdded ||= added.has(line);
  }
  return touchesAdded;
}

/** Whether the node begins on an added line. */
export function beginsAdded({ added }: Source, node: SgNode): boolean {
  return added.has(node.range().start.line + 1);
}

/** White space in front of a row, 0-based. */
export function indentationOf({ lines }: Source, row: number): string {
  return /^\s*/.exec(lines[row] ?? "")?.[0] ?? "";
}

/** Offset of a row's first character. */
export function offsetOfRow({ lines }: Source, row: number): number {
  return lines.slice(0, row).reduce((sum, line) => sum + line.length + 1, 0);
}

/** The node itself and all below it of these kinds; a grammar that lacks a kind has none of it. */
export function nodesOf(node: SgNode, ...kinds: readonly string[]): SgNode[] {
  const own = kinds.includes(String(node.kind())) ? [node] : [];
  return [...own, ...node.children().flatMap((child) => nodesOf(child, ...kinds))];
}
