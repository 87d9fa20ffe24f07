/** What a finding's words say is there. */
export interface Mentions {
  /** Names of the code: each with its parts, `cart.total()` as `cart` and `total`. */
  names: { name: string; parts: string[] }[];
  /** With at least one folder, as `src/cart.ts`. */
  paths: string[];
  lines: number[];
}

/** One name, qualified or called: `total`, `cart.total`, `Cart::total`, `total(1, 2)`. */
const NAME =
  /^([\p{L}_$][\p{L}\p{N}_$]*)((?:(?:\.|::|->|\?\.|#)[\p{L}_$][\p{L}\p{N}_$]*)*)(\(.*\))?$/su;
const CALL = /(?<![\w.$])([\p{L}_$][\p{L}\p{N}_$]*(?:(?:\.|::|->)[\p{L}_$][\p{L}\p{N}_$]*)*)\(/gu;
const PATH = /(?<![\w/.:@-])((?:\.{0,2}\/)?(?:[\w.-]+\/)+[\w.-]*\w\.[a-z][a-z0-9]{0,4})(?![\w/])/gi;
const LINE = /\blines?\s+(\d{1,7})\b/gi;

/**
 * Words before a name that make it a proposal or an example and no claim that it is there. Wide on
 * purpose: a true finding that is dropped costs more than a made-up name that the second look sees.
 */
const PROPOSAL =
  /\b(?:use|uses|using|add|adding|call|calling|rename|renam\w*|name\w*|introduce\w*|extract\w*|create\w*|replac\w*|prefer\w*|instead|consider|wrap\w*|import\w*|such as|like|e\.g\.?|for example|for instance|should|could|would|must|may|might|via|with|missing|lacks?|no|not|without|never|similar to|than|or|if|pass\w*|throw\w*|raise\w*|return\w*|try|try\w*)\s[^.;]*$/i;

/** Backticks in the title and body, calls, paths and line numbers. */
export function mentionsOf(text: string): Mentions {
  const names = new Map<string, string[]>();
  for (const { name, before } of [...quotedNames(text), ...calledNames(text)]) {
    const parts = partsOf(name);
    if (parts === null || !looksLikeCode(name, parts) || PROPOSAL.test(sentenceEnd(before)))
      continue;
    names.set(parts.join("."), parts);
  }
  return {
    names: [...names].map(([name, parts]) => ({ name, parts })),
    paths: unproposed(text, PATH).filter((path) => !path.startsWith("/")),
    lines: [...text.matchAll(LINE)].map((match) => Number(match[1])),
  };
}

interface Mention {
  name: string;
  before: string;
}

function quotedNames(text: string): Mention[] {
  return [...text.matchAll(/(`{1,2})([^`\n]{1,120})\1/g)].map((match) => ({
    name: (match[2] ?? "").trim(),
    before: text.slice(0, match.index),
  }));
}

/** `parse(x)` in prose; not `file(s)`, and not what stands inside of quoted code. */
function calledNames(text: string): Mention[] {
  const prose = text.replace(/`[^`\n]*`/g, (code) => " ".repeat(code.length));
  return [...prose.matchAll(CALL)].map((match) => ({
    name: match[1] ?? "",
    before: text.slice(0, match.index),
  }));
}

function unproposed(text: string, pattern: RegExp): string[] {
  const found = [...text.matchAll(pattern)].flatMap((match) =>
    PROPOSAL.test(sentenceEnd(text.slice(0, match.index))) ? [] : [match[1] ?? ""],
  );
  return [...new Set(found)];
}

/** The part of the last sentence that stands before a mention; backticks hide no full stop. */
function sentenceEnd(before: string): string {
  const plain = before.slice(-300).replace(/`[^`\n]*`/g, "x");
  return `${/[^.!?\n]*$/.exec(plain)?.[0] ?? ""} `;
}

function partsOf(name: string): string[] | null {
  const match = NAME.exec(name);
  if (match === null) return null;
  const parts = [match[1] ?? "", ...(match[2] ?? "").split(/\.|::|->|\?\.|#/)];
  return parts.filter((part) => part.length > 0);
}

/**
 * Only what nobody writes in prose is held to be a name of this code: `parseCart`, `parse_cart`,
 * a qualified name. A single word may be a value, a type or a word of the language; constants in
 * capitals belong to operating systems and protocols as often.
 */
function looksLikeCode(name: string, parts: readonly string[]): boolean {
  const last = parts.at(-1) ?? "";
  if (last.length < 4 || /^[A-Z0-9_$]+$/.test(last)) return false;
  const hasHump = /[\p{Ll}\p{N}]\p{Lu}/u.test(last) || /[\p{L}\p{N}]_[\p{L}\p{N}]/u.test(last);
  return hasHump || (parts.length > 1 && !/\.\w{1,4}$/.test(name));
}
