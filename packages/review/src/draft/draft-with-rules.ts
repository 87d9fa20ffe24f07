import { type FileDiff, isCommentable, type Position } from "@devflow/diff";
import { type RuleHit, type RuleSet, scanRules } from "@devflow/syntax";
import { limits } from "../limits.ts";
import type { Candidate, Held, ReviewPolicy } from "../model.ts";
import { addedLineNumbers } from "./added-lines.ts";

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
 * Rule hits that the change brought in. A hit counts when it touches an added line and the same
 * code did not already stand in the base version: moved or re-indented code is not the author's.
 */
export async function draftWithRules(input: RuleDraftInput): Promise<RuleDraft> {
  const { file, headText, rules, policy } = input;
  const added = addedLineNumbers(file);
  const { disabledRules } = policy;
  const head = { path: file.path, text: headText };
  const hits = scanRules(rules, head, { disabledRules, onlyLines: added });
  if (hits.length === 0) return { candidates: [], held: [] };

  const baseText = await input.readBaseText();
  const before = new Map<string, number>();
  if (baseText !== null && baseText.length <= limits.fileCharacters) {
    const basePath = file.previousPath ?? file.path;
    for (const hit of scanRules(rules, { path: basePath, text: baseText }, { disabledRules })) {
      const key = hitKey(hit, baseText);
      before.set(key, (before.get(key) ?? 0) + 1);
    }
  }
  return splitOffOldHits(input, hits, before, added);
}

function splitOffOldHits(
  { file, headText }: RuleDraftInput,
  hits: RuleHit[],
  before: Map<string, number>,
  added: ReadonlySet<number>,
): RuleDraft {
  const draft: RuleDraft = { candidates: [], held: [] };
  for (const hit of hits) {
    const key = hitKey(hit, headText);
    const known = before.get(key) ?? 0;
    const position = positionOf(file, hit, added);
    if (known > 0) {
      before.set(key, known - 1);
      draft.held.push(held(file, hit, "stood there before this change"));
    } else if (position === null) {
      draft.held.push(held(file, hit, "not on a line of the diff"));
    } else {
      draft.candidates.push(candidateOf(file, hit, position));
    }
  }
  return draft;
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
  return {
    path: file.path,
    source: `rule:${hit.ruleId}`,
    severity: hit.severity,
    category: hit.category,
    title: hit.title,
    body: hit.body,
    suggestion: isWhole ? hit.suggestion : null,
    confidence: 0.9,
    quote: null,
    position,
    hunkIndex: null,
  };
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

function hitKey(hit: RuleHit, text: string): string {
  const lines = text.split("\n").slice(hit.startLine - 1, hit.endLine);
  return JSON.stringify([hit.ruleId, lines.join("").replace(/\s+/g, "")]);
}
