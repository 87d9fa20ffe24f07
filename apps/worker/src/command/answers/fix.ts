import type { FileDiff, Position } from "@devflow/diff";
import { fixPrompt } from "@devflow/expert";
import { listLines, safeCode } from "@devflow/review";
import { listRemarks, type NumberedRemark } from "../../memory/remarks.ts";
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
import { renderRemarkList } from "../render-lists.ts";
import {
  asComments,
  type CheckedSuggestion,
  noneInWords,
  readSuggestions,
} from "../suggestions.ts";
import { conversationOf, hunkAt, hunkOfThread, placeOf } from "../thread-place.ts";
import { widenTo } from "../widen-suggestion.ts";

const contextShare = 0.25;

/**
 * `/fix`: a suggestion for the thread it stands in. Where the thread's remark has moved on with its
 * lines, they are fixed where they stand now.
 */
export async function fix(run: ExpertRun): Promise<Answer> {
  const { thread, context, command } = run;
  const remarks = await listRemarks(context.database, command);
  if (thread === null) return notInThread(remarks);
  const places = remarks.filter(({ githubCommentId }) => githubCommentId === thread.root.id);
  const material = await readMaterial(run);
  const here = hunkOfThread(material.files, thread) ?? hunkOfPlaces(material.files, places);
  if (here === null) return outdated(thread, material, places);
  const { text, finishReason } = await askForFix(run, material, thread, here);
  const scope = { material, files: [here.file], hunkIndex: here.hunkIndex, mayOnlyComment: false };
  const { checked, reasons } = await readSuggestions(text, finishReason, scope);
  const [found] = checked;
  if (found === undefined) {
    const words = "I have no fix here that applies and parses.";
    return refused("no usable fix", `${words}${noneInWords(reasons, "fix")}`);
  }
  const answer = await answerWith(found, material, thread);
  const left = openLines(places).filter((line) => !isOn(found, line));
  if (left.length === 0 || answer.state !== "done") return answer;
  return { ...answer, text: `${answer.text ?? ""}\n\nThe same stands on ${listLines(left)}.` };
}

function notInThread(remarks: readonly NumberedRemark[]): Answer {
  const text =
    "`/fix` works in a thread beside the code: it fixes what that thread is about. Write it as an answer there.";
  const list = renderRemarkList(remarks.filter(({ state }) => state === "open"));
  return refused("not in a thread", `${text}\n\n${list}`);
}

/** Why there are no lines to replace, and what can be done instead. */
function outdated(
  { root }: CommandThread,
  { files, change }: Material,
  places: readonly NumberedRemark[],
): Answer {
  const path = safeCode(root.path);
  if (places.length > 0 && places.every(({ state }) => state === "fixed")) {
    return refused("fixed already", "Nothing is left to fix here: a later commit did it.");
  }
  const isChanged = change.files.some((file) => file.path === root.path);
  const isRead = files.some((file) => file.path === root.path);
  if (isChanged && !isRead) {
    const text = `I do not read ${path}: \`/config\` and the check run say which files are left out.`;
    return refused("file not read", text);
  }
  const why = isRead
    ? "The lines of this thread are not in the newest version of the change any more"
    : `${path} is not part of the change any more`;
  const next =
    "A new comment on the lines that are there now, with `/fix` as an answer to it, gets one.";
  return refused("outdated", `${why}, so there is nothing to replace. ${next}`);
}

/** Where what the thread is about stands now, though GitHub lost its line. */
function hunkOfPlaces(files: readonly FileDiff[], places: readonly NumberedRemark[]) {
  for (const { path, line, state } of places) {
    const hunk = state === "open" ? hunkAt(files, { path, side: "RIGHT", line }) : null;
    if (hunk !== null) return hunk;
  }
  return null;
}

function openLines(places: readonly NumberedRemark[]): number[] {
  return places.filter(({ state }) => state === "open").map(({ line }) => line);
}

function isOn({ position }: CheckedSuggestion, line: number): boolean {
  return position.startLine <= line && line <= position.line;
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
    const text =
      "I have a fix, but its code cannot be shown: it holds what looks like a credential, or a line that bots act on. `/ask` gets an answer in words.";
    return refused("no usable fix", text);
  }
  const answer = said("fixed elsewhere", `The fix belongs to ${where}; it is suggested there.`);
  return { ...answer, suggestions };
}
