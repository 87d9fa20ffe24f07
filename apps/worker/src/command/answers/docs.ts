import { splitLines } from "@devflow/diff";
import { type DraftedFinding, docsPrompt } from "@devflow/expert";
import { type Answer, type ExpertRun, refused, said } from "../command-run.ts";
import { docstringBelow } from "../docstring-below.ts";
import { filesOf } from "../files-of.ts";
import { type Material, materialOf, piecesOf, readMaterial } from "../material.ts";
import {
  asComments,
  type CheckedSuggestion,
  noneInWords,
  readSuggestions,
  reasonsInWords,
} from "../suggestions.ts";
import { addsOnlyDocstring, type Undocumented, undocumentedIn } from "../undocumented.ts";

/** Functions of one call; a longer list is answered badly, and can be asked for file by file. */
const maxFunctions = 5;

/** `/docs [PATH]`: documentation comments for changed functions that have none. */
export async function documentFunctions(run: ExpertRun): Promise<Answer> {
  const material = await readMaterial(run);
  const files = filesOf(run, material);
  if (!Array.isArray(files)) return files;
  for (const file of files) {
    const headText = await material.readHead(file.path);
    const found = headText === null ? [] : await undocumentedIn(file, headText);
    if (found.length > 0 && headText !== null) {
      return await documentFile(run, material, { file, headText, found });
    }
  }
  return said("nothing to document", "Every changed function that others may call is documented.");
}

interface FileToDocument {
  file: Material["files"][number];
  headText: string;
  found: readonly Undocumented[];
}

async function documentFile(
  { expert }: ExpertRun,
  material: Material,
  { file, headText, found }: FileToDocument,
): Promise<Answer> {
  const asked = found.slice(0, maxFunctions);
  const declarations = asked.map(({ line, signature }) =>
    signature.length > 1 ? signature.join("\n") : line,
  );
  const signatures = asked.map(({ signature }) => signature);
  const { prompt } = await expert.fit(piecesOf(file), (kept) =>
    docsPrompt({ ...materialOf(material, file.path, kept), declarations }),
  );
  const { text, finishReason } = await expert.ask(prompt);
  const rewrite = (drafted: DraftedFinding) => docstringBelow(drafted, signatures);
  const scope = { material, files: [file], mayOnlyComment: true, rewrite };
  const { checked, reasons } = await readSuggestions(text, finishReason, scope);
  const lines = splitLines(headText).map((line) => line.text);
  const comments = checked.filter((each) => isComment(each, lines));
  const others = comments.length < checked.length ? ["changes code, not comments only"] : [];
  const unshown = [...reasons, ...others];
  const suggestions = asComments(comments, material.change.headSha);
  if (suggestions.length === 0) {
    return refused(
      "no usable comment",
      `I have no documentation that could be committed as it is.${noneInWords(unshown, "docs")}`,
    );
  }
  const left = found.length - suggestions.length;
  const more =
    left > 0 ? ` ${left} more in the same file ${left === 1 ? "has" : "have"} none.` : "";
  const answer = said(
    "documented",
    `Documentation is suggested on ${suggestions.length} of ${found.length} declarations.${more}${reasonsInWords(unshown)}`,
  );
  return { ...answer, suggestions };
}

function isComment(
  { isSameCode, position, suggestion }: CheckedSuggestion,
  lines: readonly string[],
) {
  const replaced = lines.slice(position.startLine - 1, position.line);
  return isSameCode || addsOnlyDocstring(replaced, suggestion);
}
