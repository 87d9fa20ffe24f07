import { isProse } from "../../context/prose-path.ts";
import { findInstructions } from "./find-instructions.ts";
import { isPromptPath, isTextPath } from "./speaking-paths.ts";

/** Lines of a text, from 1. */
export interface SuspectLines {
  /** They speak to a model, or imitate the frame of its prompt. */
  toModels: number[];
  /** They read differently than they run, or hold what nobody sees. */
  hidden: number[];
}

/** What the instruction scan finds in a text that was not added by a change. */
export function suspectLines({ path, text }: { path: string; text: string }): SuspectLines {
  const isCode = !isProse(path) && !isTextPath(path);
  const kind = { isCode, isPrompt: isPromptPath(path), isPhp: path.endsWith(".php") };
  const hits = findInstructions(text.split(/\r\n?|\n/), kind);
  const linesOf = (isHidden: boolean) =>
    hits
      .filter(({ id }) => (id === "hidden-characters") === isHidden)
      .map(({ index }) => index + 1);
  return { toModels: linesOf(false), hidden: linesOf(true) };
}
