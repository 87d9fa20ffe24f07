import { parse, type SgNode } from "@ast-grep/napi";
import type { RuleHit } from "../model.ts";
import type { SourceFile } from "../read-syntax.ts";
import { SourceLines, withoutByteOrderMark } from "../source-lines.ts";
import { expandFix } from "./expand-fix.ts";
import { isScannable } from "./is-scannable.ts";
import { isSuppressed } from "./is-suppressed.ts";
import { ruleLanguageNames, ruleLanguageOf } from "./rule-languages.ts";
import type { Rule, RuleSet } from "./rule-set.ts";

export interface ScanOptions {
  /** 1-based; hits that touch none of these lines are left out. */
  onlyLines?: ReadonlySet<number>;
  disabledRules?: ReadonlySet<string>;
}

/** A rule that matches more often than this in one file says something about the file, not a line. */
const maxHitsPerRule = 50;

/**
 * Matches of the rules in a file, by line. None in texts that {@link isScannable} refuses, and none
 * where the code carries ast-grep's own `ast-grep-ignore` comment.
 */
export function scanRules(
  { rules }: RuleSet,
  file: SourceFile,
  { onlyLines, disabledRules = new Set() }: ScanOptions = {},
): RuleHit[] {
  const language = ruleLanguageOf(file.path);
  const text = withoutByteOrderMark(file.text);
  if (language === null || !isScannable(text)) return [];
  const active = rules.filter(
    (rule) =>
      rule.languages.includes(language) &&
      !disabledRules.has(rule.id) &&
      rule.appliesTo(file) &&
      rule.compilesIn(language),
  );
  if (active.length === 0) return [];
  const source = new SourceLines(text);
  const root = parse(ruleLanguageNames[language], text).root();
  return active
    .flatMap((rule) => ruleHits(rule, root, { source, text, onlyLines }))
    .sort((a, b) => a.startLine - b.startLine || (a.ruleId < b.ruleId ? -1 : 1));
}

interface Scanned {
  source: SourceLines;
  text: string;
  onlyLines: ReadonlySet<number> | undefined;
}

function ruleHits(rule: Rule, root: SgNode, { source, text, onlyLines }: Scanned): RuleHit[] {
  const hits: RuleHit[] = [];
  const ids = rule.teamId === undefined ? [rule.id] : [rule.id, rule.teamId];
  for (const match of root.findAll(rule.matcher)) {
    const { start, end } = match.range();
    const startRow = start.line;
    // Before the bound: old matches of a long file must not use it up.
    if (!touches(startRow + 1, end.line + 1, onlyLines)) continue;
    // A match inside a match of the same line (`a + b + c`) says the same again.
    if (hits.at(-1)?.startLine === startRow + 1) continue;
    if (isSuppressed(source, startRow, ids)) continue;
    hits.push(toHit(rule, match, source, text));
    if (hits.length === maxHitsPerRule) break;
  }
  return hits;
}

function toHit(rule: Rule, match: SgNode, source: SourceLines, text: string): RuleHit {
  const { start, end } = match.range();
  return {
    ruleId: rule.id,
    severity: rule.severity,
    category: rule.category,
    title: rule.title,
    body: rule.teamId === undefined ? rule.body : withMatchedCode(rule.body, match),
    startLine: start.line + 1,
    endLine: end.line + 1,
    suggestion: rule.fix === null ? null : suggestion(rule.fix, match, source, text),
  };
}

/** ast-grep puts matched code into a message where it says `$NAME`; cut to what fits a sentence. */
function withMatchedCode(body: string, match: SgNode): string {
  return body.replace(/\$([A-Z_][A-Z0-9_]*)/g, (written, name: string) => {
    const code = match.getMatch(name)?.text() ?? match.getTransformed(name) ?? written;
    const line = code.replace(/\s+/g, " ");
    return line.length > 60 ? `${line.slice(0, 59)}…` : line;
  });
}

/** The whole lines of the match with its own text replaced. */
function suggestion(fix: string, match: SgNode, source: SourceLines, text: string): string {
  const { start, end } = match.range();
  const firstLine = source.lines[start.line] ?? "";
  const lastLine = source.lines[end.line] ?? "";
  const indentation = /^\s*/.exec(firstLine)?.[0] ?? "";
  const fixed = expandFix(fix, match, text, indentation);
  const lines = firstLine.slice(0, start.column) + fixed + lastLine.slice(end.column);
  return lines.replaceAll("\r\n", "\n");
}

function touches(startLine: number, endLine: number, onlyLines?: ReadonlySet<number>): boolean {
  if (onlyLines === undefined) return true;
  for (let line = startLine; line <= endLine; line++) {
    if (onlyLines.has(line)) return true;
  }
  return false;
}
