import { cut } from "../prompts/clean-text.ts";
import { readProse } from "./read-prose.ts";

export interface ReadDescription {
  /** Empty when the answer has none. */
  title: string;
  /** Points of one sentence or two. */
  summary: string[];
  /** By path. */
  files: Map<string, string>;
}

const limits = { title: 120, point: 400, points: 6, files: 200 } as const;

const heading =
  /^[\s#*_`>-]{0,8}(title|summary|files?|walk-?through)\b[*_`]{0,3}\s*:?[*_`]{0,3}\s*(.*)$/i;
const item = /^\s*(?:[-*+•]|\d{1,3}[.)])\s+(.*)$/;
const fileItem = /^[*_`"]{0,3}([^\s:*`"]+(?: [^:*`"]+)?)[*_`"]{0,3}\s*(?::|–|—| - )\s*(.+)$/;

/**
 * Reads an answer of {@link describePrompt}, whatever of its form is left; never throws. Only
 * files of `paths` are taken. Null when there is nothing in it.
 */
export function readDescription(text: string, paths: ReadonlySet<string>): ReadDescription | null {
  const read: ReadDescription = { title: "", summary: [], files: new Map() };
  let part = "";
  for (const line of (readProse(text) ?? "").split("\n")) {
    const found = heading.exec(line);
    if (found !== null && item.exec(line) === null) {
      part = (found[1] ?? "").toLowerCase();
      takeLine(read, part, found[2] ?? "", paths);
    } else takeLine(read, part, line, paths);
  }
  const isEmpty = read.title === "" && read.summary.length === 0 && read.files.size === 0;
  return isEmpty ? null : read;
}

function takeLine(
  read: ReadDescription,
  part: string,
  line: string,
  paths: ReadonlySet<string>,
): void {
  const said = (item.exec(line)?.[1] ?? line).trim();
  if (said === "" || /^[`~]{3,}/.test(said)) return;
  if (part === "title") read.title ||= cut(said.replace(/^["'`*]+|["'`*.]+$/g, ""), limits.title);
  else if (part === "summary") addPoint(read.summary, said, item.test(line));
  else if (part !== "") addFile(read.files, said, paths);
}

/** A line without a bullet goes on with the point before. */
function addPoint(points: string[], said: string, isNew: boolean): void {
  const last = points.at(-1);
  if (!isNew && last !== undefined)
    points[points.length - 1] = cut(`${last} ${said}`, limits.point);
  else if (points.length < limits.points) points.push(cut(said, limits.point));
}

function addFile(files: Map<string, string>, said: string, paths: ReadonlySet<string>): void {
  const [, name, text] = fileItem.exec(said) ?? [];
  if (name === undefined || text === undefined || !paths.has(name) || files.has(name)) return;
  if (files.size < limits.files) files.set(name, cut(text.trim(), limits.point));
}
