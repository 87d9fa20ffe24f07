import { estimateTokens } from "@devflow/expert";
import type { ContextItem } from "@devflow/retrieval";
import type { ReviewPolicy } from "../model.ts";
import type { HunkGroup } from "./group-hunks.ts";

/** A guide in one of these speaks for the folder around it. */
const ASIDE = /(^|\/)(?:docs?|\.github|\.claude|\.cursor(?:\/rules)?|documentation)$/i;
/** Fewer shared telling words are chance. */
const FEWEST_SHARED = 2;
/** A word that more of the sections have tells nothing. */
const LARGEST_SHARE = 0.3;
/** The path, the reason and the frame of one section. */
const HEAD_TOKENS = 40;

interface Section {
  path: string;
  startLine: number;
  lines: string[];
}

/**
 * Sections of the team's guides that speak of what the hunks do, the closest first, and cut to the
 * budget: guides that are short altogether are shown whole, of others the sections that share words
 * with the changed lines or the path. Only guides for the file's folder or one above it count.
 */
export function chooseConventions(
  { file, parts }: HunkGroup,
  guides: ReviewPolicy["conventions"],
  maxTokens: number,
): ContextItem[] {
  const inForce = guides.filter(({ path }) => {
    const folder = folderOf(path).replace(ASIDE, "");
    return folder === "" || file.path.startsWith(`${folder}/`);
  });
  const sections = inForce.flatMap(({ path, text }) => sectionsOf(path, text));
  const items = sections.map(toItem);
  const total = items.reduce((sum, { tokens }) => sum + tokens, 0);
  if (total <= maxTokens) return items;
  const changed = parts.flatMap(({ lines }) => lines.filter(({ kind }) => kind !== "context"));
  const wanted = termsOf([file.path, ...changed.map(({ text }) => text.slice(0, 500))].join("\n"));
  const terms = sections.map(({ lines }) => termsOf(lines.join("\n")));
  const telling = [...wanted].filter((term) => {
    const having = terms.filter((own) => own.has(term)).length;
    return having > 0 && having <= Math.max(1, sections.length * LARGEST_SHARE);
  });
  return sections
    .map((section, at) => ({
      section,
      shared: telling.filter((term) => terms[at]?.has(term)).length,
    }))
    .filter(({ shared }) => shared >= FEWEST_SHARED)
    .sort((a, b) => b.shared - a.shared)
    .map(({ section }) => toItem(cutTo(section, maxTokens)));
}

/** A heading begins another subject. */
function sectionsOf(path: string, text: string): Section[] {
  const sections: Section[] = [];
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const open = sections.at(-1);
    if (open === undefined || /^#{1,4}\s/.test(line)) {
      sections.push({ path, startLine: at + 1, lines: [line] });
    } else open.lines.push(line);
  }
  return sections.filter(({ lines }) => lines.some((line) => /^[^#\s]/.test(line.trim())));
}

function cutTo(section: Section, maxTokens: number): Section {
  const lines: string[] = [];
  let tokens = HEAD_TOKENS;
  for (const line of section.lines) {
    tokens += estimateTokens(`${line}\n`);
    if (tokens > maxTokens && lines.length > 0) break;
    lines.push(line);
  }
  return { ...section, lines };
}

function toItem({ path, startLine, lines }: Section): ContextItem {
  const text = lines.join("\n").trimEnd();
  return {
    kind: "convention",
    path,
    startLine,
    endLine: startLine + text.split("\n").length - 1,
    symbol: null,
    reason: "what the team asks for",
    tokens: estimateTokens(text) + HEAD_TOKENS,
    text,
  };
}

/** Words and parts of names of four letters and more, without a plural's end. */
function termsOf(text: string): Set<string> {
  const words = text
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .match(/\p{L}{4,}/gu);
  return new Set((words ?? []).map((word) => (word.length > 4 ? word.replace(/s$/, "") : word)));
}

function folderOf(path: string): string {
  const end = path.lastIndexOf("/");
  return end === -1 ? "" : path.slice(0, end);
}
