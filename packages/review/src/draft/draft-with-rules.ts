import { type FileDiff, isCommentable, type Position } from "@devflow/diff";
import { type RuleHit, type RuleSet, scanRules } from "@devflow/syntax";
import { limits } from "../limits.ts";
import type { Candidate, Held, ReviewPolicy } from "../model.ts";
import { addedLineNumbers } from "./added-lines.ts";
import { staticCandidate } from "./static-candidate.ts";

export interface RuleDraftInput {
  file: FileDiff;
  headText: string;
  /** Read only when there are hits: most files have none. */
  readBaseText: () => Promise<string | null>;
  rules: RuleSet;
  policy: ReviewPolicy;
}

export interface RuleDraft {
  candidates: Candidate[];
  held: Held[];
}

/**
 * Rule hits that the change brought in. A hit counts when it touches an added line and the file has
 * more such hits now than it had before: code that was moved, re-indented or edited inside is not
 * the author's.
 */
export async function draftWithRules(input: RuleDraftInput): Promise<RuleDraft> {
  const { file, headText, rules, policy } = input;
  const { disabledRules } = policy.forPath(file.path);
  const added = addedLineNumbers(file);
  const head = { path: file.path, text: headText };
  const hits = scanRules(rules, head, { disabledRules, onlyLines: added });
  if (hits.length === 0) return { candidates: [], held: [] };

  const baseText = await input.readBaseText();
  if (baseText === null || baseText.length > limits.fileCharacters) {
    return split(input, hits, added, () => true);
  }
  const base = { path: file.previousPath ?? file.path, text: baseText };
  const headLines = headText.split("\n");
  const surplus = countByOpening(scanRules(rules, head, { disabledRules }), headLines);
  const before = countByOpening(scanRules(rules, base, { disabledRules }), baseText.split("\n"));
  for (const [opening, count] of before) surplus.set(opening, (surplus.get(opening) ?? 0) - count);
  return split(input, hits, added, (hit) => {
    const opening = openingOf(hit, headLines);
    // Unknown beyond the scan's bound of hits: then no such line was among the old ones either.
    const left = surplus.get(opening) ?? 1;
    surplus.set(opening, left - 1);
    return left > 0;
  });
}

/** Where several hits open alike and only some are new, those are that open on an added line. */
function split(
  { file, policy }: RuleDraftInput,
  hits: readonly RuleHit[],
  added: ReadonlySet<number>,
  isNew: (hit: RuleHit) => boolean,
): RuleDraft {
  const draft: RuleDraft = { candidates: [], held: [] };
  const { ruleSeverities } = policy.forPath(file.path);
  const opensOnAdded = ({ startLine }: RuleHit) => Number(added.has(startLine));
  for (const hit of hits.toSorted((a, b) => opensOnAdded(b) - opensOnAdded(a))) {
    const position = positionOf(file, hit, added);
    if (!isNew(hit)) draft.held.push(held(file, hit, "stood there before this change"));
    else if (position === null) draft.held.push(held(file, hit, "not on a line of the diff"));
    else {
      const severity = ruleSeverities.get(hit.ruleId) ?? hit.severity;
      draft.candidates.push({ ...candidateOf(file, hit, position), severity });
    }
  }
  return draft;
}

function countByOpening(hits: readonly RuleHit[], lines: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const hit of hits) {
    const opening = openingOf(hit, lines);
    counts.set(opening, (counts.get(opening) ?? 0) + 1);
  }
  return counts;
}

/** What stays the same of a hit when lines inside of it are edited: the rule and its first line. */
function openingOf(hit: RuleHit, lines: readonly string[]): string {
  const firstLine = lines[hit.startLine - 1] ?? "";
  return JSON.stringify([hit.ruleId, firstLine.replace(/\s+/g, "")]);
}

/** The hit's own lines when the diff shows them all, else its first added line. */
function positionOf(file: FileDiff, hit: RuleHit, added: ReadonlySet<number>): Position | null {
  const whole: Position = { side: "RIGHT", startLine: hit.startLine, line: hit.endLine };
  if (isCommentable(file, whole)) return whole;
  for (let line = hit.startLine; line <= hit.endLine; line++) {
    if (added.has(line)) return { side: "RIGHT", startLine: line, line };
  }
  return null;
}

function candidateOf(file: FileDiff, hit: RuleHit, position: Position): Candidate {
  const isWhole = position.startLine === hit.startLine && position.line === hit.endLine;
  const { ruleId, severity, category, title, body } = hit;
  return staticCandidate({
    path: file.path,
    source: `rule:${ruleId}`,
    ...{ severity, category, title, body, position },
    suggestion: isWhole ? hit.suggestion : null,
  });
}

function held(file: FileDiff, hit: RuleHit, reason: string): Held {
  const source = `rule:${hit.ruleId}` as const;
  const { path } = file;
  return {
    path,
    line: hit.startLine,
    title: hit.title,
    source,
    reason,
    fingerprint: null,
    severity: null,
  };
}
