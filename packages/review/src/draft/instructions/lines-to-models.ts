import { isProse } from "../../context/prose-path.ts";
import { findInstructions } from "./find-instructions.ts";
import { isPromptPath, isTextPath } from "./speaking-paths.ts";

/** Lines of a file, from 1, that speak to a model or imitate the frame of its prompt: what the instruction scan finds. */
export function linesToModels({ path, text }: { path: string; text: string }): number[] {
  const isCode = !isProse(path) && !isTextPath(path);
  const kind = { isCode, isPrompt: isPromptPath(path), isPhp: path.endsWith(".php") };
  return findInstructions(text.split(/\r\n?|\n/), kind)
    .filter(({ id }) => id !== "hidden-characters")
    .map(({ index }) => index + 1);
}
