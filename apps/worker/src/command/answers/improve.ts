import { improvePrompt } from "@devflow/expert";
import { type Answer, type ExpertRun, refused, said } from "../command-run.ts";
import { filesOf } from "../files-of.ts";
import { contextOf, materialOf, piecesOf, readMaterial } from "../material.ts";
import { asComments, noneInWords, readSuggestions, reasonsInWords } from "../suggestions.ts";

const maxSuggestions = 3;
const contextShare = 0.2;

/** `/improve [PATH]`: up to three suggestions on the riskiest code of the change, or of one file. */
export async function improve(run: ExpertRun): Promise<Answer> {
  const material = await readMaterial(run);
  const files = filesOf(run, material);
  if (!Array.isArray(files)) return files;
  const hunks = files.flatMap(piecesOf);
  const [first] = hunks;
  if (first === undefined) return refused("nothing to read", "There is no code here to improve.");
  const { expert } = run;
  const maxTokens = Math.floor(expert.expert.windowTokens * contextShare);
  const around = await contextOf(material, first.file, [first.hunkIndex], maxTokens);
  const { prompt } = await expert.fit([first, ...around, ...hunks.slice(1)], (kept) =>
    improvePrompt(materialOf(material, first.file.path, kept)),
  );
  const { text, finishReason } = await expert.ask(prompt);
  const scope = { material, files, mayOnlyComment: false };
  const { checked, reasons } = await readSuggestions(text, finishReason, scope);
  const suggestions = asComments(checked.slice(0, maxSuggestions), material.change.headSha);
  const count = suggestions.length;
  if (count === 0) {
    return said(
      "nothing to improve",
      `I have no suggestion that can be committed.${noneInWords(reasons, "improve")}`,
    );
  }
  const words = count === 1 ? "One suggestion" : `${count} suggestions`;
  const answer = said("suggested", `${words} on the lines they change.${reasonsInWords(reasons)}`);
  return { ...answer, suggestions };
}
