import type { StoredChunk } from "../storage/read-chunks.ts";
import { isTestPath } from "../text/path-kind.ts";
import { splitTerms } from "../text/split-terms.ts";
import type { ContextPlace } from "./context-place.ts";
import { extensionOf, fileName, folderOf } from "./paths.ts";
import type { ReadHunk } from "./read-hunk.ts";

const GUIDE =
  /^(contributing|agents|claude|gemini|copilot-instructions|style|styleguide|style[-_]guide|coding[-_]style|coding[-_]standards?|code[-_]style|conventions?|code[-_]conventions?|guidelines|hacking)\.(md|mdx|markdown|rst|txt|adoc)$/i;
/** A guide in one of these speaks for the folder around it. */
const ASIDE = /(^|\/)(docs?|\.github|documentation|\.claude|\.cursor)$/i;
const MOST_ITEMS = 2;
/** One shared rare word is chance. */
const FEWEST_SHARED = 3;
const MOST_COMMON_SHARE = 0.3;
const LONGEST_SECTION_LINES = 30;

export interface GuideSection {
  path: string;
  /** The folder that it speaks for. */
  folder: string;
  startLine: number;
  endLine: number;
  symbol: string | null;
  terms: ReadonlySet<string>;
}

/** True for the files in which teams write down how their code shall be. */
export function isGuide(path: string): boolean {
  return GUIDE.test(fileName(path));
}

export function sectionsOf(path: string, chunks: readonly StoredChunk[]): GuideSection[] {
  const own = folderOf(path);
  const folder = ASIDE.test(own) ? folderOf(own) : own;
  return chunks.flatMap(({ startLine, symbol, text }) =>
    splitAtHeadings(text).map(({ offset, lines }) => ({
      path,
      folder,
      startLine: startLine + offset,
      endLine: startLine + offset + lines.length - 1,
      symbol: /^#+\s+(.+?)\s*#*$/.exec(lines[0] ?? "")?.[1] ?? symbol,
      terms: new Set(splitTerms(lines.join("\n"))),
    })),
  );
}

/** Small sections share a chunk: a heading begins another subject. */
function splitAtHeadings(text: string): { offset: number; lines: string[] }[] {
  const sections: { offset: number; lines: string[] }[] = [];
  for (const [offset, line] of text.split("\n").entries()) {
    const open = sections.at(-1);
    if (open === undefined || /^#{1,4}\s/.test(line)) sections.push({ offset, lines: [line] });
    else open.lines.push(line);
  }
  return sections;
}

/**
 * The sections of guides that speak of what the hunk does: nearest up the tree first. A guide that
 * the change itself edits is no authority over it.
 */
export function findConventions(
  hunk: ReadHunk,
  sections: readonly GuideSection[],
  changedPaths: ReadonlySet<string>,
): ContextPlace[] {
  const inForce = sections.filter(
    ({ path, folder }) =>
      !changedPaths.has(path) &&
      path !== hunk.path &&
      (folder === "" || hunk.path.startsWith(`${folder}/`)),
  );
  const terms = new Set([...splitTerms(`${hunk.subject}\n${hunk.path}`), ...wordsFor(hunk.path)]);
  const found = inForce.flatMap((section) => {
    const score = overlap(section, terms, inForce);
    return score === null ? [] : [{ section, score: score * (1 + section.folder.length / 100) }];
  });
  return found
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_ITEMS)
    .map(({ section: { path, startLine, endLine, symbol } }) => ({
      kind: "convention",
      path,
      startLine,
      endLine: Math.min(endLine, startLine + LONGEST_SECTION_LINES - 1),
      symbol,
      reason: `what ${fileName(path)} says about this`,
    }));
}

/** How much a section speaks of the terms, rare ones counting more; null when it does not. */
function overlap(
  section: GuideSection,
  terms: ReadonlySet<string>,
  all: readonly GuideSection[],
): number | null {
  let score = 0;
  let shared = 0;
  for (const term of section.terms) {
    if (term.length < 4 || !terms.has(term)) continue;
    const found = all.filter(({ terms: others }) => others.has(term)).length;
    if (found > Math.max(2, all.length * MOST_COMMON_SHARE)) continue;
    shared += 1;
    score += Math.log(1 + all.length / found);
  }
  return shared >= FEWEST_SHARED ? score / Math.sqrt(section.terms.size) : null;
}

function wordsFor(path: string): string[] {
  const words: Record<string, string[]> = {
    ts: ["typescript"],
    tsx: ["typescript", "react"],
    js: ["javascript"],
    py: ["python"],
    go: ["golang"],
    rs: ["rust"],
    sql: ["migration", "sql"],
  };
  const ofLanguage = words[extensionOf(path)] ?? [];
  return isTestPath(path) ? [...ofLanguage, "test", "tests", "testing"] : ofLanguage;
}
