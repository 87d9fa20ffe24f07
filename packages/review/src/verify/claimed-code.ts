import type { FileDiff } from "@devflow/diff";
import { allTermsOf } from "../memory/remark-terms.ts";
import { textAt } from "../scope/diff-lines-at.ts";
import { codeAround } from "./code-around.ts";
import type { Standing, VerifyWorld } from "./standing.ts";

/** What a finding may speak of. */
export interface ClaimedCode {
  /** The lines that it stands at. */
  lines: string;
  /** With a few beside them, as they are and as they were. */
  near: string;
  /** With what is on the screen, what tools found about it and the functions that it calls. */
  around: string;
  /** The words of the whole file, of its path and of what else was shown, in parts. */
  file: ReadonlySet<string>;
}

const nearby = 3;
const screen = 15;

export async function claimedCode(
  { candidate, file, anchor }: Standing,
  world: VerifyWorld,
): Promise<ClaimedCode> {
  const headText = await world.texts.head(file.path);
  const lines = `${candidate.quote ?? ""}\n${textAt(file, anchor)}`;
  const shown = world.contextOf(candidate).filter(({ kind }) => kind === "definition");
  const near = codeOf(codeAround(file, headText, anchor, nearby));
  const more = [...candidate.facts, ...shown.map(({ text }) => text)];
  const around = [codeOf(codeAround(file, headText, anchor, screen)), ...more].join("\n");
  const words = wordsOf(file, headText).union(allTermsOf(more.join("\n")));
  return { lines, near: `${lines}\n${near}`, around: `${lines}\n${around}`, file: words };
}

/** A file's words are read once, however much is said of it. */
const known = new WeakMap<FileDiff, ReadonlySet<string>>();

function wordsOf(file: FileDiff, headText: string | null): ReadonlySet<string> {
  const found = known.get(file);
  if (found !== undefined) return found;
  const shown = file.hunks.flatMap(({ lines }) => lines.map(({ text }) => text));
  const words = allTermsOf([file.path, headText ?? "", ...shown].join("\n"));
  known.set(file, words);
  return words;
}

/** Without line numbers and marks of a rendered hunk. */
function codeOf(rendered: string): string {
  return rendered.replace(/^\s*(?:\d+\s+)?[ +-]/gm, "");
}

const COMMENT = /^\s*(?:\/\/|\/\*|\*|#\s|--\s|<!--|"""|''')/;

/** Lines that hold more than a comment. */
export function withoutComments(code: string): string {
  return code
    .split("\n")
    .filter((line) => !COMMENT.test(line))
    .map((line) => line.replace(/\s(?:\/\/|#\s).*$/, ""))
    .join("\n");
}
