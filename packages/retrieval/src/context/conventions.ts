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
const MOST_ITEMS = 1;
/** Fewer shared rare words are chance. */
const FEWEST_SHARED = 3;
const LONGEST_SECTION_LINES = 12;
/** Folders whose name is a kind of code: headings of guides use the same words. */
const KIND_FOLDERS = new Set(
  "migration migrations component components controller controllers handler handlers model models route routes schema schemas style styles hook hooks".split(
    " ",
  ),
);

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
 * The section of the nearest guide that speaks of what the hunk does: it says some of the hunk's
 * rarest words, or its heading is about this kind of file. A guide that the change itself edits is no
 * authority over it.
 */
export function findConventions(
  hunk: ReadHunk,
  tellingTerms: ReadonlySet<string>,
  sections: readonly GuideSection[],
  changedPaths: ReadonlySet<string>,
): ContextPlace[] {
  const kinds = kindsOf(hunk.path);
  const found = sections.flatMap((section) => {
    const { path, folder, terms, symbol } = section;
    const isInForce = folder === "" || hunk.path.startsWith(`${folder}/`);
    if (!isInForce || changedPaths.has(path) || path === hunk.path) return [];
    const shared = [...tellingTerms].filter((term) => term.length >= 4 && terms.has(term)).length;
    const isOfKind = splitTerms(symbol ?? "").some((word) => kinds.has(word));
    if (shared < FEWEST_SHARED && !isOfKind) return [];
    return [{ section, score: shared + (isOfKind ? FEWEST_SHARED : 0) + folder.length / 10 }];
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

/** What a guide's heading may call files like this one. */
function kindsOf(path: string): Set<string> {
  const byExtension: Record<string, string[]> = {
    ts: ["typescript"],
    tsx: ["typescript", "react"],
    js: ["javascript"],
    jsx: ["javascript", "react"],
    py: ["python"],
    go: ["golang"],
    rs: ["rust"],
    rb: ["ruby"],
    java: ["java"],
    kt: ["kotlin"],
    cs: ["csharp"],
    php: ["php"],
    sql: ["sql"],
  };
  const ofFolders = splitTerms(folderOf(path)).filter((word) => KIND_FOLDERS.has(word));
  const ofTests = isTestPath(path) ? ["test", "tests", "testing"] : [];
  return new Set([...(byExtension[extensionOf(path)] ?? []), ...ofFolders, ...ofTests]);
}
