import { type DescribedFile, describePrompt, readDescription } from "@devflow/expert";
import { type Answer, type ExpertRun, refused, said } from "../command-run.ts";
import { type Material, materialOf, type Piece, piecesOf, readMaterial } from "../material.ts";
import { type Description, renderDescription } from "../render-answer.ts";

/** Prompts for one description: about 800 changed lines; what comes after is counted, not read. */
const maxPrompts = 8;

/**
 * `/describe`: a title, a summary and a walk-through, as a comment. A change that does not fit one
 * prompt is read in several; each later one is told what the former ones said of their files.
 */
export async function describe(run: ExpertRun): Promise<Answer> {
  const material = await readMaterial(run);
  const paths = new Set(material.files.map(({ path }) => path));
  const description: Description & { files: Map<string, string>; summary: string[] } = {
    title: "",
    summary: [],
    files: new Map(),
    others: 0,
  };
  let left: Piece[] = material.files.flatMap(piecesOf);
  for (let asked = 0; asked < maxPrompts && left.length > 0; asked += 1) {
    const { text, kept } = await askAbout(run, material, left, described(description));
    if (kept.length === 0) break;
    left = left.filter((piece) => !kept.includes(piece));
    const read = readDescription(text, paths);
    if (read === null) continue;
    // The last one knows most: what it says of the whole replaces what was said before.
    description.title = read.title || description.title;
    if (read.summary.length > 0) description.summary = read.summary;
    for (const [path, said] of read.files) {
      if (!description.files.has(path)) description.files.set(path, said);
    }
  }
  if (material.files.length === 0) {
    return refused("nothing to describe", "This change has no text that I could describe.");
  }
  if (
    description.title === "" &&
    description.files.size === 0 &&
    description.summary.length === 0
  ) {
    return refused(
      "empty answer",
      "The expert's answer was no description. Write `/describe` again in a new comment to ask it once more.",
    );
  }
  description.others = material.change.files.length - description.files.size;
  return said("described", renderDescription(description));
}

async function askAbout(
  { expert }: ExpertRun,
  material: Material,
  pieces: readonly Piece[],
  described: readonly DescribedFile[],
): Promise<{ text: string; kept: Piece[] }> {
  const { prompt, kept } = await expert.fit(pieces, (fitting) =>
    describePrompt({ ...materialOf(material, "", fitting), described }),
  );
  return kept.length === 0 ? { text: "", kept } : { text: (await expert.ask(prompt)).text, kept };
}

function described({ files }: Description): DescribedFile[] {
  return [...files].map(([path, text]) => ({ path, text }));
}
