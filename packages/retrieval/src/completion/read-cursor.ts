import { declaredClass } from "../context/declared-class.ts";
import { splitTerms } from "../text/split-terms.ts";
import type { CompletionPlace } from "./model.ts";

const LINES_BEFORE = 40;
const LINES_AFTER = 10;
/** Of one line; minified code has no lines to speak of. */
const LONGEST_LINE = 400;
/** A name this many lines away counts half of one beside the cursor. */
const HALF_LINES = 8;
const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
const RECEIVER = /([\p{L}_$@][\p{L}\p{N}_$]*)\s*[?!]?(?:\.|->|::)\s*([\p{L}_$][\p{L}\p{N}_$]*)?$/u;
const OWN = new Set(["this", "self", "cls", "Self", "static"]);
const CLASS_HEAD =
  /^(\s*)(?:(?:export|default|public|private|protected|internal|abstract|final|sealed|static|data|open|partial|pub(?:\([^)]*\))?|unsafe)\s+)*(?:class|interface|struct|enum|trait|object|impl(?:<[^>]*>)?(?:\s+[\w:<>]+\s+for)?)\s+([\p{L}_$][\p{L}\p{N}_$]*)/u;
const GO_METHOD = /^func\s*\(\s*\w*\s*\*?(\w+)/;

/** What the text around a cursor says of what comes next. */
export interface ReadCursor {
  /** Names near the cursor, 0..1 by how near. */
  names: ReadonlyMap<string, number>;
  /** The search terms of the code around the cursor. */
  words: ReadonlySet<string>;
  /** What the word under the cursor is a member of; null where it is none. */
  receiver: { type: string | null; name: string; typed: string } | null;
  /** The class that the cursor stands in. */
  enclosingType: string | null;
  /** The beginning of a name that is being typed, which is no name yet. */
  typed: string;
}

/** Reads the lines around the cursor, without a syntax tree: half a line has none. Takes below 1 ms. */
export function readCursor({ prefix, suffix }: CompletionPlace): ReadCursor {
  const before = lastLines(prefix, LINES_BEFORE);
  const after = firstLines(suffix, LINES_AFTER);
  const line = before.at(-1) ?? "";
  const typed = /[\p{L}_$][\p{L}\p{N}_$]*$/u.exec(line)?.[0] ?? "";
  const enclosingType = findEnclosingType(prefix);
  const nearText = [...before, ...after].join("\n");
  return {
    names: weighNames(before, after, typed),
    words: new Set(splitTerms(nearText)),
    receiver: findReceiver(line, prefix, enclosingType),
    enclosingType,
    typed,
  };
}

function weighNames(
  before: readonly string[],
  after: readonly string[],
  typed: string,
): Map<string, number> {
  const names = new Map<string, number>();
  const weigh = (text: string, distance: number) => {
    const weight = HALF_LINES / (HALF_LINES + distance);
    for (const [name] of text.matchAll(NAME)) {
      if (name.length > 1) names.set(name, Math.max(weight, names.get(name) ?? 0));
    }
  };
  for (const [index, text] of before.entries()) {
    const isLast = index === before.length - 1;
    weigh(isLast ? text.slice(0, text.length - typed.length) : text, before.length - 1 - index);
  }
  for (const [index, text] of after.entries()) weigh(text, index + 1);
  return names;
}

function findReceiver(
  line: string,
  prefix: string,
  enclosingType: string | null,
): ReadCursor["receiver"] {
  const match = RECEIVER.exec(line);
  if (match === null) return null;
  const [, name = "", typed = ""] = match;
  if (OWN.has(name)) return { name, typed, type: enclosingType };
  const near = prefix.slice(-4_000);
  const type = declaredClass(name, [near]) ?? (/^\p{Lu}/u.test(name) ? name : null);
  return { name, typed, type };
}

/** The nearest head of a class that is indented less than all lines since; Go says it in the method. */
function findEnclosingType(prefix: string): string | null {
  const lines = lastLines(prefix, 400);
  let least = Number.POSITIVE_INFINITY;
  for (const text of lines.reverse()) {
    if (text.trim() === "") continue;
    const indent = text.length - text.trimStart().length;
    if (indent >= least) continue;
    const [, , name] = CLASS_HEAD.exec(text) ?? [];
    if (name !== undefined && least !== Number.POSITIVE_INFINITY) return name;
    const method = GO_METHOD.exec(text)?.[1];
    if (method !== undefined) return method;
    if (indent === 0 && /^[^\s})\]]/.test(text) && least !== Number.POSITIVE_INFINITY) return null;
    least = Math.min(least, Math.max(1, indent));
  }
  return null;
}

/** The last lines of a text, without reading what is in front of them. */
function lastLines(text: string, most: number): string[] {
  return text
    .slice(-most * LONGEST_LINE)
    .split("\n")
    .slice(-most)
    .map((line) => line.slice(-LONGEST_LINE));
}

function firstLines(text: string, most: number): string[] {
  return text
    .slice(0, most * LONGEST_LINE)
    .split("\n")
    .slice(0, most)
    .map((line) => line.slice(0, LONGEST_LINE));
}
