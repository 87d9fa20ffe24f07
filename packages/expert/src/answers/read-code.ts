import { readProse } from "./read-prose.ts";

export interface ReadCode {
  /** As the block names it; empty when it does not. */
  language: string;
  code: string;
}

const opening = /^\s*(`{3,}|~{3,})\s*([\w+#.-]*)[^`]*$/;

/**
 * The longest whole code block of an answer, null without one: a block that was cut off at the
 * token limit is no file.
 */
export function readCode(text: string): ReadCode | null {
  const blocks: ReadCode[] = [];
  let open: { mark: string; language: string; lines: string[] } | null = null;
  for (const line of (readProse(text) ?? "").split("\n")) {
    const match = opening.exec(line);
    if (open === null) {
      if (match !== null) open = { mark: match[1] ?? "```", language: match[2] ?? "", lines: [] };
    } else if (line.trim().startsWith(open.mark) && /^\s*[`~]+\s*$/.test(line)) {
      blocks.push({ language: open.language, code: open.lines.join("\n") });
      open = null;
    } else open.lines.push(line);
  }
  blocks.sort((a, b) => b.code.length - a.code.length);
  const [longest] = blocks;
  return longest === undefined || longest.code.trim() === "" ? null : longest;
}
