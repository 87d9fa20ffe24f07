import type { DiffLine, Hunk } from "@devflow/diff";
import { isTestPath } from "../../context/test-path.ts";
import { codeOf, type Fact, type FactFile, lineAt } from "./fact.ts";

/** What protects code, by the form of its line. The first that matches names it. */
const GUARDS: { what: string; pattern: RegExp }[] = [
  {
    what: "the check for an error",
    pattern:
      /\bif\s+(?:[^{]*;\s*)?err\s*!=\s*nil\b|\bif\s*\(\s*(?:err|error)\s*\)|\berrors\.(?:Is|As)\(/,
  },
  {
    what: "the check for null",
    pattern:
      /\bif\b.*(?:[!=]==?\s*(?:null|undefined|nil|None|nullptr)\b|\bis\s+(?:not\s+)?None\b|\.isPresent\(|\.isEmpty\(\))|\bif\s*\(\s*![\w$.]+\s*\)|^\s*(?:if|elif)\s+not\s+[\w.]+\s*:|\bObjects\.requireNonNull\(/,
  },
  {
    what: "the check of a permission",
    pattern:
      /@\w*(?:login_required|permission|PreAuthorize|Secured|RolesAllowed|Authorize|requires?_auth)\w*|\b(?:require|check|ensure|verify|assert|has)_?(?:Auth|Permission|Role|Admin|Access|Login|Csrf|Token|Signature|Owner)\w*\s*\(|\b(?:authorize|authenticate)!?\s*\(|\bis_?(?:admin|owner|authorized|authenticated)\b/i,
  },
  {
    what: "the check of input",
    pattern: /\b(?:validate|sanitize|escape|clean|encodeURIComponent|quote)\w*\s*\(/i,
  },
  {
    what: "the lock",
    pattern:
      /\.(?:lock|rlock|acquire|tryLock|runExclusive)\(|\bsynchronized\s*\(|\bwith\s+[\w.]*lock\b/i,
  },
  { what: "the release of the lock", pattern: /\.(?:unlock|runlock|release)\(/i },
  {
    what: "the clean-up",
    pattern:
      /^\s*(?:defer\b|finally\b|\}\s*finally\b|with\s+open\(|using\s*\(|await\s+using\b)|\.(?:close|dispose|destroy|rollback|unsubscribe|removeEventListener|shutdown)\(|\bclear(?:Timeout|Interval)\(|\bcancel\(\)/,
  },
  {
    what: "the handling of errors",
    pattern: /^\s*(?:\}\s*)?(?:catch\b|except\b|rescue\b)|\.catch\(|^\s*try\b/,
  },
  {
    what: "the limit of time",
    pattern: /\btimeout\w*\s*[:=(]|AbortSignal\.timeout\(|WithTimeout\(/i,
  },
];

/** What a line has and its successor lacks, in the same code. */
const WEAKENINGS: { what: string; strip: (text: string) => string }[] = [
  { what: "await", strip: (text) => text.replace(/\bawait\s+/g, "") },
  { what: "the optional access", strip: (text) => text.replaceAll("?.", ".") },
];

const COMMENT = /^\s*(?:\/\/|#(?!\[)|\*|\/\*|--)/;

/** Guards that stood on removed lines of code that is still there, and stand nowhere in the new hunks. */
export function guardFacts({ file, base, head }: FactFile): Fact[] {
  if (isTestPath(file.path)) return [];
  const added = file.hunks.flatMap(({ lines }) => lines.filter(({ kind }) => kind === "added"));
  const addedTexts = new Set(added.map(({ text }) => squeezed(text)));
  const counts = countGuards(added);
  const facts: Fact[] = [];
  for (const line of file.hunks.flatMap(removedBesideCode)) {
    const { oldLine, text } = line;
    if (oldLine === null || COMMENT.test(text) || addedTexts.has(squeezed(text))) continue;
    if (isOfRemovedFunction(oldLine, base, head)) continue;
    const what = weakening(text, addedTexts) ?? lostGuard(text, counts);
    if (what === null) continue;
    facts.push({
      kind: "guard",
      text: `${what} was removed: old line ${oldLine} ${codeOf(text)}`,
      at: lineAt("LEFT", oldLine),
    });
  }
  return facts;
}

/** Where a hunk only removes, nothing is left there that the guard would protect. */
function removedBesideCode(hunk: Hunk): DiffLine[] {
  return hunk.lines.some(({ kind, text }) => kind !== "removed" && text.trim() !== "")
    ? hunk.lines.filter(({ kind }) => kind === "removed")
    : [];
}

function weakening(text: string, addedTexts: ReadonlySet<string>): string | null {
  const found = WEAKENINGS.find(({ strip }) => {
    const without = squeezed(strip(text));
    return without !== squeezed(text) && addedTexts.has(without);
  });
  return found?.what ?? null;
}

/** A guard that was rewritten stands on an added line: each such line makes up for one removed. */
function lostGuard(text: string, counts: Map<string, number>): string | null {
  const guard = GUARDS.find(({ pattern }) => pattern.test(text));
  if (guard === undefined) return null;
  const left = counts.get(guard.what) ?? 0;
  counts.set(guard.what, left - 1);
  return left > 0 ? null : guard.what;
}

function countGuards(added: readonly DiffLine[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { text } of added) {
    for (const { what, pattern } of GUARDS) {
      if (!COMMENT.test(text) && pattern.test(text)) counts.set(what, (counts.get(what) ?? 0) + 1);
    }
  }
  return counts;
}

/** A guard that went with its function is no loss. */
function isOfRemovedFunction(
  oldLine: number,
  base: FactFile["base"],
  head: FactFile["head"],
): boolean {
  const around = base?.definitions.findLast(
    ({ kind, startLine, endLine }) =>
      (kind === "function" || kind === "method") && startLine <= oldLine && oldLine <= endLine,
  );
  return (
    around !== undefined && !(head?.definitions ?? []).some(({ name }) => name === around.name)
  );
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, "");
}
