import type { CodeReason } from "./refusal.ts";

/** Words that say nothing of what a function does. */
const hollow = new Set(
  `a an the this that these it its is are be of to for in on at by with from and or as if when then
   method function constructor getter setter creates create constructs construct new instance object
   class returns return gets get sets set value given default returned self void none null true false
   helper internal private public static async param parameter parameters args argument arguments
   raises throws default implementation impl test called calls call`.split(/\s+/),
);

const licence = /\b(?:copyright|licen[cs]ed? under|all rights reserved|SPDX-License)\b/i;
const toDo = /^\W*(?:todo|fixme|xxx|hack)\b/i;
const deprecated = /^\W*(?:deprecated\b|@deprecated\b)/i;
const inherited =
  /^\W*(?:\{?@?inherit(?:ed)?[- ]?doc\b|see (?:also )?(?:the )?(?:super|base|parent|interface)\b|(?:\(non-Javadoc\)|overrid(?:den|es)\b|implements?\b)[^.]{0,60}\.?$)/i;
/** Said about the code beside a function, not about what it does. */
const note =
  /^\W*(?:note|warning|warn|caution|important|beware|nb|assum(?:es|ing)|making this|this (?:is|was) (?:a bit|not|just|needed|required|only)|needed|only (?:used|needed|called)|used (?:by|in|for|to|only|internally)|(?:extracted|copied|taken|borrowed|adapted|ported|based) (?:from|on))\b[^\n]*(?:\n(?!\n)[^\n]*){0,2}$/i;
/** Nothing but where to look instead. */
const otherThings =
  /^\W*(?:see|refer to|same as|like|alias (?:of|for)|cf\.?)\b[^.\n]{0,100}\.?\s*$/i;
const codeLine =
  /[;{}]\s*$|^\s*(?:if|for|while|return|const|let|var|def|func|fn|end|elsif|puts|print|import|require)\b.*[=({[;:]|^\s*[\w.]+\s*=\s*\S+$|^\s*[\w.:]+\([^)]*\);?$/;

const leastTellingWords = 3;
const leastCharacters = 20;

/** Why cleaned documentation is no instruction; null when it is one. */
export function documentationReason(
  text: string,
  { name, scopes }: { name: string; scopes: readonly string[] },
): CodeReason<"documentation"> | null {
  const words = text.match(/\p{L}[\p{L}'’]*/gu) ?? [];
  if (words.length === 0) return "no words";
  if (licence.test(text)) return "licence";
  if (toDo.test(text)) return "to do";
  if (deprecated.test(text)) return "deprecated";
  if (inherited.test(text)) return "inherited";
  if (otherThings.test(text)) return "other things";
  if (note.test(text)) return "a note";
  if (!hasSummary(text)) return "no summary";
  if (isMostlyCode(text)) return "commented code";
  const known = new Set([...wordsOfName(name), ...scopes.flatMap(wordsOfName)]);
  const telling = words
    .flatMap(wordsOfName)
    .filter((word) => !hollow.has(word) && !known.has(word) && !known.has(word.replace(/s$/, "")));
  const isUnspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]{6}/u.test(text);
  if (new Set(telling).size < leastTellingWords && !isUnspaced) return "says only the name";
  return text.length < leastCharacters && !isUnspaced ? "too short" : null;
}

/** Parameters alone say how it is called, not what it does. */
function hasSummary(text: string): boolean {
  return (
    text
      .split("\n")
      .some(
        (line) =>
          /\p{L}/u.test(line) &&
          !/^(?:\s{2,}|[\w.$]+: |Raises )/.test(line) &&
          !/^Constructor\.?$/i.test(line),
      ) || /^Returns: (?:\S+\s+){3}/m.test(text)
  );
}

function isMostlyCode(text: string): boolean {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const code = lines.filter((line) => codeLine.test(line)).length;
  return code * 2 > lines.length;
}

/** `parseHTTPHeader` and `parse_http_header` are parse, http, header. */
export function wordsOfName(name: string): string[] {
  return name
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}
