import type { ShownFile } from "@devflow/expert";
import type { AssistPorts } from "../ports.ts";

/** Lines that are named of each file. */
const mostLines = 5;

/**
 * For people, at the end of an answer: what of its material was written for a model, or hides something, so that
 * they look at the answer with that in mind. Empty when there is nothing.
 *
 * @param output of a run, which an answer was made from
 */
export function suspectText(
  { suspectLines }: Pick<AssistPorts, "suspectLines">,
  files: readonly ShownFile[],
  output = "",
): string {
  const read = files.map(({ path, text, firstLine }) => {
    const found = suspectLines({ path, text });
    return { name: `\`${path.replaceAll("`", "'")}\``, firstLine, ...found };
  });
  const printed = suspectLines({ path: "output.txt", text: output });
  const all = [...read, { name: "what the run printed", firstLine: 1, ...printed }];
  const told = all.flatMap(({ name, firstLine, toModels, hidden }) => [
    ...said(name, toModels, firstLine, "speaks to a model"),
    ...said(name, hidden, firstLine, "holds characters that nobody sees"),
  ]);
  return told.length === 0 ? "" : `Look twice at this answer: ${told.join("; ")}.`;
}

function said(name: string, lines: number[], firstLine: number, what: string): string[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, mostLines).map((line) => line + firstLine - 1);
  const more = lines.length > mostLines ? `, and ${lines.length - mostLines} more` : "";
  return [`${name} ${what} (line ${shown.join(", ")}${more})`];
}
