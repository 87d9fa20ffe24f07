import type { Intent } from "@devflow/expert";

export type SpokenLanguage = "English" | "German";

/** What somebody said to the editor, without being called by its name. */
export interface ReadSpeech {
  text: string;
  /** Null: no rule knows it. */
  intent: Intent | null;
  language: SpokenLanguage;
}

/** A word by its beginning, whatever letters it has: `\b` knows only those of English. */
const word = (pattern: string) => new RegExp(`(?<!\\p{L})(?:${pattern})`, "iu");

/** The first one that fits decides; who asks for tests of what calls something asks for callers. */
const rules: readonly (readonly [Intent, RegExp])[] = [
  [
    "callers",
    word(
      "(?:what|who|which|where)(?!\\p{L})[^.?!]*?(?<!\\p{L})(?:calls?|uses?|using|called|used|references?|depends)(?!\\p{L})|callers?(?!\\p{L})|usages?(?!\\p{L})|(?:wer|was|wo|welche\\p{L}*|von wem)(?!\\p{L})[^.?!]*?(?<!\\p{L})(?:ruft|rufen|aufgerufen|benutz\\p{L}*|verwende\\p{L}*|nutzt|genutzt)|aufrufer|verwendungen",
    ),
  ],
  [
    "tests",
    word(
      "(?:write|add|generate|create|make|need|give)(?!\\p{L})[^.?!]*?(?<!\\p{L})(?:unit\\s*)?tests?(?!\\p{L})|test (?:this|it|the)(?!\\p{L})|(?:schreib|erstell|mach|generier|füg|erzeug)\\p{L}*[^.?!]*?(?<!\\p{L})(?:unit-?)?tests?(?!\\p{L})|teste(?!\\p{L})",
    ),
  ],
  [
    "docs",
    word(
      "document(?:ation)?(?!\\p{L})|docstrings?(?!\\p{L})|(?:add|write)(?!\\p{L})[^.?!]*?(?<!\\p{L})(?:docs?|comments?)(?!\\p{L})|dokumentier|dokumentation|kommentier",
    ),
  ],
  [
    "explain",
    word(
      "explain|what does (?:this|it|the|that)(?!\\p{L})|what (?:is|are) (?:this|that|these)(?!\\p{L})|how does (?:this|it|the)(?!\\p{L})|erklär|erläuter|was (?:macht|tut|bedeutet)(?!\\p{L})|wie funktioniert",
    ),
  ],
  [
    "refactor",
    word(
      "refactor|rename|extract|simplif|clean (?:this |it )?up|rewrite|inline|convert|replace|split|optimi[sz]e|refaktor|umbenenn|benenn|extrahier|vereinfach|aufräum|räum|umschreib|ersetz|optimier|zerleg",
    ),
  ],
  [
    "search",
    word(
      "search|find(?!\\p{L})|look for|where (?:is|are|do|does)(?!\\p{L})|such\\p{L}*(?!\\p{L})|finde(?!\\p{L})|wo (?:ist|sind|wird|werden|steht)(?!\\p{L})",
    ),
  ],
];

/** German where its words are more than one in ten. */
const german = word(
  "(?:der|die|das|den|dem|ein|eine|einen|ich|wir|ist|sind|was|wer|wie|wo|warum|und|nicht|diese\\p{L}*|für|mir|dafür|davon|dazu|bitte|schreib\\p{L}*|erklär\\p{L}*|such\\p{L}*|ruft)(?!\\p{L})",
);

const greeting = /^\s*(?:hey|hi|hallo|ok|okay)?[\s,]*dev[\s-]?flow[\s,.:!]*/iu;

/** What was said, by rules in English and German. Pure. */
export function readSpeech(said: string): ReadSpeech {
  const text = said.replace(greeting, "").trim();
  const intent = rules.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
  const words = text.split(/\s+/).filter((each) => each !== "");
  const ofGerman = words.filter((each) => german.test(each)).length;
  return { text, intent, language: ofGerman * 10 > words.length ? "German" : "English" };
}
