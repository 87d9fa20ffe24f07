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
  return { lines, near: `${lines}\n${near}`, around: `${lines}\n${around}` };
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
