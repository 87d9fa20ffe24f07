import { allTermsOf, termsOf } from "../memory/remark-terms.ts";
import { hasTopic, isTopical } from "./claim-topics.ts";
import type { ClaimedCode } from "./claimed-code.ts";
import { genericTerms, plainTerms } from "./generic-words.ts";

/** Where it stands says nothing of what stands there. */
const PLACE = /\b(?:lines?|zeilen?)\s+\d+(?:\s*(?:-|–|to|and|bis|und)\s*\d+)?/giu;
/** General, though its words are not. */
const GOES_WRONG = /\b(?:go|goes|going|gone|went)\s+wrong\b/gi;

/** Whoever gives one of these has looked at something. */
const NUMBER = /(?<![\p{L}\p{N}_])\d/u;
const QUOTED = /(?<![\p{L}\p{N}])['"‘“„«][^'"’”“»\n]{1,80}['"’”“»](?![\p{L}\p{N}])/u;
const LIKE_CODE =
  /[\p{Ll}\p{N}]\p{Lu}|[\p{L}\p{N}]_[\p{L}\p{N}]|\p{L}\(|\p{L}(?:::|->)\p{L}|[=!<>]=|&&|\|\|/u;
/** Of an error that any code may raise. */
const ERROR_NAME = /\b[A-Z]\w*(?:Error|Exception|Warning)\b/g;
const TICKED = /`([^`\n]+)`/g;

/** What the title is about: `Result is never used`. */
const SUBJECT =
  /^\W*(?:the\s+|this\s+)?(\p{L}+)\s+(?:is|are|was|has|may|might|can|could|does|never|not)\b/iu;

/** General words that so many lines have that sharing one with a line is chance. */
const SHARED_BY_CHANCE = allTermsOf(
  `error errors exception null nil none undefined value values data function method type test tests code
   return returns string number object name names line lines case check new not if else and or in is for to of
   with this the from as log use result input set get`,
);

/** A sentence that doubts, advises or misses something says nothing for sure. */
const DOUBTS =
  /\b(?:may|might|could|would|should|consider(?:ing)?|ensure|make sure|potential(?:ly)?|possibl[ey]|lack(?:s|ing)?|missing(?= \p{L})|(?:is|are) missing|insufficient|inadequate|improper(?:ly)?|poor(?:ly)?|weak|unclear|unsafe|unexpected|incorrect|inconsistent|inefficient|incomplete|unhandled|unvalidated|hard-?coded|duplicated?|complex(?:ity)?|risky?|risks|concerns?|needs?|recommend(?:ed)?|double-check|not (?:properly |explicitly )?(?:handled|checked|validated|documented|tested|caught|propagated|robust|guaranteed|covered)|difficult|hard(?:er)?|könnten?|sollten?|möglich\w*|potenziell\w*|fehlend?\w*|eventuell|nicht (?:behandelt|geprüft|validiert|dokumentiert|getestet|abgefangen|weitergegeben)|zu komplex|schlecht)\b|^\W*(?:please\s+)?(?:add|use|improve|extract|avoid|prefer|choose|validate|document|refactor|wrap|handle|check|break|move|describe)\b/iu;

/** A title that advises, or names a kind of trouble and not what happens. */
const ADVISES =
  /^\W*(?:(?:potential(?:ly)?|possibl[ye]|mögliche[rs]?|consider(?:ing)?|please|bitte|ensure|make sure|missing|lacks?|lack of|insufficient|inadequate|improper|unclear|validate|double-check|review|use|improve|handle|add|avoid|prefer|extract|document|refactor|clarify|follow|guard|check|test|simplify|optimize|rename|split|move|remove|wrap|define|introduce|provide|implement|log|verify|\p{L}+(?: \p{L}+)? (?:concern|risk|issue|problem|improvement|implication)s?)(?!\p{L}))/iu;

/** A file or a member without backticks, and an operator in brackets. */
const MEMBER = /\p{Ll}{2,}\.\p{Ll}{3,}/u;
const OPERATOR = /\([!?&|<>=+*%^~-]{1,3}\)/u;
/** `SIGTERM`: no warning is written like that, as far as the general words know. */
const CAPITALS = /(?<!\p{L})\p{Lu}{4,}(?!\p{L})/gu;

/** Of all words of a text, words in doubt that the code does not have: so few are chance. */
const chance = { words: 3, share: 1 / 8 };

/**
 * Words up to which a claim is believed to be about its line without naming anything of it: reviewers
 * are terse (`One query per user`), whoever has not looked at the code explains at length.
 */
const terse = 11;

/**
 * Whether a finding says anything of this code. General words fit any line of any program, and no list
 * has all of them. So it takes something of the code: a number, a quotation, a name, a general word
 * that the lines have themselves, another word that the file has, or a topic, such as locks or
 * division, of which the code has something; or a word of what goes wrong in one way only. Only what
 * is terse and advises nothing may be said in words of its own. What has nothing of this is advice
 * that one may give without having looked.
 */
export function saysSomethingOf(code: ClaimedCode, { title, body }: Worded): boolean {
  const claim = `${title}\n${body}`.replace(PLACE, " ").replace(GOES_WRONG, " ");
  const own = allTermsOf(code.lines);
  const ticked = [...claim.matchAll(TICKED)].map(([, text]) => text ?? "");
  if (ticked.some((text) => isOfCode(text, own))) return true;
  const prose = claim.replace(TICKED, " ").replace(ERROR_NAME, " ");
  if ([NUMBER, QUOTED, LIKE_CODE, MEMBER, OPERATOR].some((sign) => sign.test(prose))) return true;
  const subject = SUBJECT.exec(claim)?.[1];
  if (subject !== undefined && hasWord(code.lines, subject)) return true;
  if ([...termsOf(prose)].some((term) => own.has(term) && !SHARED_BY_CHANCE.has(term))) return true;
  const words = allTermsOf(prose).difference(genericTerms);
  const isOfItsOwn = (term: string) => !isTopical(term) && code.file.has(term);
  if ([...words].some(isOfItsOwn) || hasTopic(code, { title, body })) return true;
  const [capitals = ""] = prose.match(CAPITALS) ?? [];
  if (!allTermsOf(capitals).isSubsetOf(genericTerms)) return true;
  if (ADVISES.test(title)) return false;
  if (!words.isDisjointFrom(plainTerms)) return true;
  const count = prose.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  return count <= terse && hasOwnWords(prose, code);
}

/** Words that are neither general nor a topic's, as many as it takes. */
function hasOwnWords(prose: string, { around }: ClaimedCode): boolean {
  const there = allTermsOf(around);
  const doubtful = new Set<string>();
  const sentences = prose.split(/[.!?;\n]+/).filter((sentence) => sentence.trim() !== "");
  const inDoubt = sentences.filter((sentence) => DOUBTS.test(sentence));
  const hasTopics = [...allTermsOf(prose)].some(isTopical);
  if (inDoubt.length === 0 && !hasTopics) return true;
  for (const sentence of sentences) {
    for (const term of allTermsOf(sentence)) {
      if (genericTerms.has(term) || isTopical(term)) continue;
      if (!inDoubt.includes(sentence) || there.has(term)) return true;
      doubtful.add(term);
    }
  }
  return doubtful.size > chance.words || doubtful.size > allTermsOf(prose).size * chance.share;
}

interface Worded {
  title: string;
  body: string;
}

/** `null` and `try/catch` are written as code and stand for any. */
function isOfCode(text: string, own: ReadonlySet<string>): boolean {
  const terms = [...allTermsOf(text)];
  return LIKE_CODE.test(text) || terms.some((term) => own.has(term) || !genericTerms.has(term));
}

function hasWord(lines: string, word: string): boolean {
  const words = lines.toLowerCase().match(/[\p{L}\p{N}_$]+/gu);
  return words?.includes(word.toLowerCase()) === true;
}
