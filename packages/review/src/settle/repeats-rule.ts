import type { Position } from "@devflow/diff";
import { leastContainment, sharedWords, tellingWords } from "../draft/telling-words.ts";
import type { Finding, Severity } from "../model.ts";
import { severityRank } from "./severity-order.ts";

/** An expert quotes now the line that is wrong and now the one beside it. */
export const besideRule = 1;

/** What a rule, a check or the secret scan says of some lines; a finding or a remark. */
interface OfRule {
  severity: Severity;
  category: string;
  title: string;
  body: string;
}

/**
 * Whether a finding of the expert only says again what a rule says of these lines. On the very lines
 * it does where their category or a single telling word is the same: of 40 rules as models word them
 * under other categories none comes back, and of 27 other concerns of such lines 16 are said
 * (`test/repeats-rule.test.ts`). Something graver is held only for words that mean the same, or for a word of
 * the same category: a model grades what a rule says, too. Beside the
 * lines the topic or the words must agree.
 */
export function repeatsRule(finding: Finding, named: OfRule, at: Position): boolean {
  if (finding.side !== at.side) return false;
  const distance = Math.max(finding.startLine - at.line, at.startLine - finding.line, 0);
  if (distance > besideRule) return false;
  const isSameTopic = finding.category === named.category;
  if (distance > 0) return isSameTopic || meanTheSame(finding, named);
  const isGraver = severityRank(finding.severity) < severityRank(named.severity);
  if (isGraver && meanTheSame(finding, named)) return true;
  const sharesWord = shareAWord(wordsOf(finding), wordsOf(named));
  return isGraver ? isSameTopic && sharesWord : isSameTopic || sharesWord;
}

/** Letters from which on one word may be the beginning of another: `eval` and `evaluated`. */
const leastBeginning = 4;

function shareAWord(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  if (!some.isDisjointFrom(others)) return true;
  const begins = (word: string, other: string) =>
    word.length >= leastBeginning && other.startsWith(word);
  const list = [...others];
  return [...some].some((word) => list.some((other) => begins(word, other) || begins(other, word)));
}

/** Whether two texts have so many of their telling words in common that they mean one thing. */
export function meanTheSame(a: Worded, b: Worded): boolean {
  return sharedWords(wordsOf(a), wordsOf(b)).containment >= leastContainment;
}

/**
 * Of the shorter text's telling words and of all, from which on two findings of one review on lines
 * near each other are one. Of 16 pairs that are it holds for 14, and of 152 comments of AACR-Bench one
 * to three lines after another one, which are not, for two.
 */
const mostWords = { containment: 0.42, jaccard: 0.25 };

export function shareMostWords(a: Worded, b: Worded): boolean {
  const { containment, jaccard } = sharedWords(wordsOf(a), wordsOf(b));
  return containment >= mostWords.containment && jaccard >= mostWords.jaccard;
}

type Worded = Pick<OfRule, "title" | "body">;

/** A rule's finding is compared with each of the expert near it. */
const known = new WeakMap<Worded, ReadonlySet<string>>();

function wordsOf(said: Worded): ReadonlySet<string> {
  const words = known.get(said) ?? tellingWords(`${said.title} ${said.body}`);
  known.set(said, words);
  return words;
}
