import type { FileDiff, Position } from "@devflow/diff";
import { fixPrompt } from "@devflow/expert";
import { type Answer, type CommandThread, type ExpertRun, refused, said } from "../command-run.ts";
import {
  briefly,
  contextOf,
  type Material,
  materialOf,
  piecesOf,
  readMaterial,
} from "../material.ts";
import { renderSuggestion } from "../render-answer.ts";
import {
  asComments,
  type CheckedSuggestion,
  readSuggestions,
  reasonsInWords,
} from "../suggestions.ts";
import { conversationOf, hunkOfThread, placeOf } from "../thread-place.ts";
import { widenTo } from "../widen-suggestion.ts";

const contextShare = 0.25;

/** `/fix`: a suggestion for the thread it stands in. */
export async function fix(run: ExpertRun): Promise<Answer> {
  const { thread } = run;
  if (thread === null) {
    const text = "`/fix` works in a thread beside the code: it fixes what that thread is about.";
    return refused("not in a thread", text);
  }
  const material = await readMaterial(run);
  const here = hunkOfThread(material.files, thread);
  if (here === null) {
    const text =
      "The lines of this thread are not in the newest version of the change any more, so there is nothing to replace.";
    return refused("outdated", text);
  }
  const { text, finishReason } = await askForFix(run, material, thread, here);
  const scope = { material, files: [here.file], hunkIndex: here.hunkIndex, mayOnlyComment: false };
  const { checked, reasons } = await readSuggestions(text, finishReason, scope);
  const [found] = checked;
  if (found === undefined) {
    const words = "I have no fix here that applies and parses.";
    return refused("no usable fix", `${words}${reasonsInWords(reasons)}`);
  }
  return await answerWith(found, material, thread);
}

async function askForFix(
  { expert, command }: ExpertRun,
  material: Material,
  thread: CommandThread,
  { file, hunkIndex }: { file: FileDiff; hunkIndex: number },
) {
  const own = piecesOf(file).filter((piece) => piece.hunkIndex === hunkIndex);
  const maxTokens = Math.floor(expert.expert.windowTokens * contextShare);
  const around = await contextOf(material, file, [hunkIndex], maxTokens);
  const place = placeOf(thread);
  const conversation = conversationOf(thread, command.comment.commentId);
  const { path } = file;
  const { prompt } = await expert.fit(
    [...own, ...around],
    (kept) => fixPrompt({ ...materialOf(material, path, kept), place, conversation }),
    (kept) =>
      fixPrompt({
        ...briefly(material, path, kept),
        place,
        conversation: conversation.slice(0, 1),
      }),
  );
  return await expert.ask(prompt);
}

/**
 * In the thread, GitHub applies a suggestion to the thread's own lines; a fix of other lines
 * becomes a comment there, and the answer says where.
 */
async function answerWith(
  found: CheckedSuggestion,
  material: Material,
  { root }: CommandThread,
): Promise<Answer> {
  const headText = (await material.readHead(found.path)) ?? "";
  const lines =
    root.line === null ? null : { startLine: root.startLine ?? root.line, line: root.line };
  const position: Position | null = lines === null ? null : { side: root.side, ...lines };
  const code = position === null ? null : widenTo(headText, found, position);
  const inThread = code === null ? null : renderSuggestion({ ...found, code });
  if (inThread !== null) return said("fixed", inThread);
  const { startLine, line } = found.position;
  const where = startLine === line ? `line ${line}` : `lines ${startLine} to ${line}`;
  const suggestions = asComments([found], material.change.headSha);
  if (suggestions.length === 0) {
    return refused("no usable fix", "I have a fix, but its code cannot be shown as it is.");
  }
  const answer = said("fixed elsewhere", `The fix belongs to ${where}; it is suggested there.`);
  return { ...answer, suggestions };
}
