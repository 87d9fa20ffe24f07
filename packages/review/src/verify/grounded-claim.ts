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

/** Of all words of a text, words in doubt that the code does not have: so few are chance. */
const chance = { words: 3, share: 1 / 8 };

/**
 * Whether a finding says anything of this code. General words fit any line of any program. It takes
 * one that is not, a number, a quotation, a name, a general word that the lines have themselves, or a
 * topic, such as locks or division, of which the code has something. In a sentence of doubt it takes
 * words of the code, those of what goes wrong in one way only, or more than a few others. What doubts
 * nothing may be said in any words. A finding that has nothing of this is advice that one may give
 * without having looked.
 */
export function saysSomethingOf(code: ClaimedCode, { title, body }: Worded): boolean {
  const claim = `${title}\n${body}`.replace(PLACE, " ").replace(GOES_WRONG, " ");
  const own = allTermsOf(code.lines);
  const ticked = [...claim.matchAll(TICKED)].map(([, text]) => text ?? "");
  if (ticked.some((text) => isOfCode(text, own))) return true;
  const prose = claim.replace(TICKED, " ").replace(ERROR_NAME, " ");
  if ([NUMBER, QUOTED, LIKE_CODE].some((sign) => sign.test(prose))) return true;
  const subject = SUBJECT.exec(claim)?.[1];
  if (subject !== undefined && hasWord(code.lines, subject)) return true;
  if ([...termsOf(prose)].some((term) => own.has(term) && !SHARED_BY_CHANCE.has(term))) return true;
  return hasOwnWords(prose, code) || hasTopic(code, { title, body });
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
      if (!inDoubt.includes(sentence) || there.has(term) || plainTerms.has(term)) return true;
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
