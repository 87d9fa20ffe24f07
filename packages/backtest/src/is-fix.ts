import type { LandedCommit } from "./pull-of-commit.ts";

const saysFix =
  /\b(fix(e[sd]|ing)?|bug(fix(es)?)?|hotfix(es)?|revert(s|ed)?|regressions?|crash(es|ed|ing)?)\b/i;
const closesIssue =
  /\b(fix(e[sd])?|close[sd]?|resolve[sd]?):?\s+(\S*#\d+|https?:\/\/\S+\/issues\/\d+)/i;
/** What is fixed there is no behaviour of the code. */
const fixesOther =
  /\b(typos?|spelling|grammar|wording|docs?|documentation|readme|comments?|docstrings?|changelog|lint(er|ing)?|format(ting)?|whitespace|style|ci|workflows?|flaky|broken links?|links?|imports?|deps?|dependenc(y|ies)|bump|type ?hints?)\b/i;

/**
 * Whether a commit calls itself a fix of the code: by its subject, or by the issue that it closes.
 * SZZ's first step (Sliwerski, Zimmermann, Zeller 2005), on words.
 */
export function isFix({ subject, body }: Pick<LandedCommit, "subject" | "body">): boolean {
  if (isRevert(subject)) return true;
  if (fixesOther.test(subject)) return false;
  return saysFix.test(subject) || closesIssue.test(`${subject}\n${body}`);
}

export function isRevert(subject: string): boolean {
  return /^revert\b/i.test(subject.trim());
}
