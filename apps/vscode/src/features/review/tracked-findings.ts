import { lineReplacements } from "../patches/line-edits.ts";
import type { ReviewFinding } from "../shared/answers.ts";
import { type LineEdit, type LineSpan, moveSpan } from "./move-lines.ts";
import { asLines } from "./working-diff.ts";

/** A finding in a file, with the lines that it is about as they were when it was made. */
export interface TrackedFinding {
  finding: ReviewFinding;
  span: LineSpan;
  lines: readonly string[];
  /** What a suggestion replaces, and with what; null where there is none, or its lines changed. */
  edit: { span: LineSpan; lines: readonly string[]; text: string } | null;
}

/** Finds a finding's lines in the text that was reviewed; null where that has no such lines. */
export function trackFinding(finding: ReviewFinding, text: string): TrackedFinding | null {
  const all = text.split(/\r?\n/);
  const span = clamped(
    { startLine: finding.start_line - 1, endLine: finding.line - 1 },
    all.length,
  );
  if (!span) return null;
  const { edit } = finding;
  const replaced = edit && { startLine: edit.start_line - 1, endLine: edit.end_line - 1 };
  const isWhole = replaced && replaced.startLine >= 0 && replaced.endLine < all.length;
  return {
    finding,
    span,
    lines: linesOf(all, span),
    edit:
      edit && replaced && isWhole
        ? { span: replaced, lines: linesOf(all, replaced), text: edit.text }
        : null,
  };
}

/**
 * What is left of the findings of a file after edits, which the editor reports last to first. A
 * finding whose lines changed is gone; a suggestion whose lines changed is not offered any more.
 */
export function followEdits(
  tracked: readonly TrackedFinding[],
  edits: readonly LineEdit[],
): TrackedFinding[] {
  return tracked.flatMap((each) => {
    const span = moved(each.span, each.lines, edits);
    if (!span) return [];
    const at = each.edit && moved(each.edit.span, each.edit.lines, edits);
    return [{ ...each, span, edit: each.edit && at ? { ...each.edit, span: at } : null }];
  });
}

/** What is left of the findings in another text of the file: where their lines went, and which of them stand. */
export function followText(
  tracked: readonly TrackedFinding[],
  before: string,
  after: string,
): TrackedFinding[] {
  if (before === after) return [...tracked];
  // With one more newline each, so that what is added below a last line without one changes no line.
  const [old, now] = [`${asLines(before)}\n`, `${asLines(after)}\n`];
  const edits = lineReplacements(old, now).map(({ startLine, endLine, text }) => ({
    ...{ startLine, startCharacter: 0, endLine, endCharacter: 0, text },
  }));
  return stillStanding(followEdits(tracked, edits.toReversed()), now);
}

/** Those whose lines are still what they were about. */
export function stillStanding(tracked: readonly TrackedFinding[], text: string): TrackedFinding[] {
  const all = text.split(/\r?\n/);
  return tracked
    .filter(({ span, lines }) => isEqual(linesOf(all, span), lines))
    .map((each) =>
      each.edit && !isEqual(linesOf(all, each.edit.span), each.edit.lines)
        ? { ...each, edit: null }
        : each,
    );
}

/**
 * Where lines of an old version belong in the new one: a finding about lines that were removed stands
 * where they were. 1-based; replacements are those that make the new text of the old.
 */
export function lineInNewText(
  oldLine: number,
  replacements: readonly { startLine: number; endLine: number; text: string }[],
): number {
  let shift = 0;
  for (const { startLine, endLine, text } of replacements) {
    if (oldLine <= startLine) break;
    if (oldLine <= endLine) return startLine + shift + 1;
    shift += text.split("\n").length - 1 - (endLine - startLine);
  }
  return oldLine + shift;
}

function moved(
  span: LineSpan,
  lines: readonly string[],
  edits: readonly LineEdit[],
): LineSpan | null {
  const endCharacter = lines.at(-1)?.length ?? 0;
  let at: LineSpan | null = span;
  for (const edit of edits) at = at && moveSpan(at, edit, endCharacter);
  return at;
}

function linesOf(all: readonly string[], { startLine, endLine }: LineSpan): string[] {
  return all.slice(startLine, endLine + 1);
}

function isEqual(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((line, index) => line === others[index]);
}

function clamped({ startLine, endLine }: LineSpan, count: number): LineSpan | null {
  if (startLine < 0 || startLine >= count) return null;
  return { startLine, endLine: Math.max(startLine, Math.min(endLine, count - 1)) };
}
