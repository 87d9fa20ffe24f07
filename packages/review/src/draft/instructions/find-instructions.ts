import { type HiddenCharacters, hiddenCharacters } from "@devflow/expert";
import { limits } from "../../limits.ts";
import { plainForms } from "./plain-forms.ts";
import {
  hasControlWord,
  hasDataMarker,
  isAddressedToReviewer,
  opensFinding,
} from "./reviewer-phrases.ts";

/** Rules of the instruction scan, by the ids that settings switch off. */
export const instructionRuleIds = [
  "hidden-characters",
  "instructions-to-reviewer",
  "prompt-control-words",
] as const;

export type InstructionRuleId = (typeof instructionRuleIds)[number];

/** A line, by its place among those that were given. */
export interface InstructionHit {
  id: InstructionRuleId;
  index: number;
  /** Only of hidden characters. */
  hidden: HiddenCharacters | null;
}

/** What kind of file the lines are from. */
export interface LinesKind {
  isCode: boolean;
  /** Prompts, guides for agents and tests of injections speak to models by profession. */
  isPrompt: boolean;
  /** In PHP our data marker is the beginning of a text. */
  isPhp: boolean;
}

/**
 * Lines that hold instructions to a reviewer or a model, or hide something from readers: each line
 * once per kind. An instruction over two lines of a comment is found on its first.
 */
export function findInstructions(lines: readonly string[], kind: LinesKind): InstructionHit[] {
  return lines.flatMap((line, index): InstructionHit[] => {
    const hits: InstructionHit[] = [];
    const isPlain = kind.isCode && line.length <= limits.lineCharacters && !isComment(line);
    const hidden = hiddenCharacters(line, isPlain);
    if (hidden !== null) hits.push({ id: "hidden-characters", index, hidden });
    if (kind.isPrompt) return hits;
    const next = lines[index + 1];
    if (isInstruction(line) || (next !== undefined && isOverTwo(line, next))) {
      hits.push({ id: "instructions-to-reviewer", index, hidden: null });
    } else if (forgesPrompt(line, next, kind)) {
      hits.push({ id: "prompt-control-words", index, hidden: null });
    }
    return hits;
  });
}

/** Whether a title, a description or a name holds such a thing. */
export function holdsInstructions(text: string): boolean {
  const lines = text.split(/\r\n?|\n/);
  const kind = { isCode: false, isPrompt: false, isPhp: false };
  return lines.some(hasControlWord) || findInstructions(lines, kind).length > 0;
}

function isInstruction(line: string): boolean {
  if (line.length < shortest || !mayBeAddressed.test(line)) return false;
  return plainForms(line).some(isAddressedToReviewer);
}

/** Nearly no line of code: other letters, long words, letters one by one, or a word of the patterns. */
const mayBeAddressed =
  /[^\x20-\x7e\t]|[\w+/-]{24}|(?:\b\w[ ._-]){6}|ignor|instru|prompt|review|finding|vulnerab|approv|merge|lgtm|pretend|you are|act as|behave as|forget|disregard|consegna|ordens|talimat|dimentica|consigne|polece/i;

/** In no language is such a sentence shorter. */
const shortest = 8;

const leader = /^[\s>]*(?:\/\/+|\/\*+|\*+\/?|#+|--|<!--|"""|''')?\s*/;

function isOverTwo(line: string, next: string): boolean {
  const [first, second] = [line.replace(leader, ""), next.replace(leader, "")];
  if (first.length < 4 || second.length < 4 || isInstruction(next)) return false;
  // Beside each other they must say more than the second alone, which is found by itself.
  return isInstruction(`${first.slice(-200)} ${second.slice(0, 200)}`);
}

/** Strings with control words are what chat clients are made of; comments with them are not. */
function forgesPrompt(line: string, next: string | undefined, kind: LinesKind): boolean {
  if (hasDataMarker(line) && !kind.isPhp) return true;
  if (opensFinding(line) && /(?:file|line|severity):|\\n/.test(next ?? line)) return true;
  return kind.isCode && hasControlWord(line) && isComment(line);
}

function isComment(line: string): boolean {
  return /^\s*(?:\/\/|\/\*|\*|#|--|<!--)/.test(line) || /\s(?:\/\/|#|\/\*) [^"'`]*$/.test(line);
}
