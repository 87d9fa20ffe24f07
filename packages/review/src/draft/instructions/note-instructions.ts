import type { Counts } from "../../counts.ts";
import type { Change } from "../../model.ts";
import { holdsInstructions } from "./find-instructions.ts";

/** Places without a line of their own: told in the check run, by the key under which they count. */
export const instructionNotes = {
  "instructions=title": "The title of the pull request",
  "instructions=description": "The description of the pull request",
  "instructions=path": "The name of a file",
} as const;

/** Counts where a change speaks to its reviewer outside of its lines. */
export function noteInstructions(
  { title, description, files }: Pick<Change, "title" | "description" | "files">,
  counts: Counts,
): void {
  const note = (key: keyof typeof instructionNotes, text: string) => {
    if (holdsInstructions(text)) counts.add(key);
  };
  note("instructions=title", title);
  note("instructions=description", description);
  // Names write their blanks in other ways; links of hidden characters count as they are.
  const names = files.map(({ path }) => `${path}\n${path.replace(/[-_./+]+/g, " ")}`);
  if (names.some(holdsInstructions)) counts.add("instructions=path");
}
