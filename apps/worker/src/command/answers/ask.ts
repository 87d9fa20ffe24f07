import {
  askPrompt,
  explainPrompt,
  type Prompt,
  type PromptPlace,
  readProse,
  type SaidComment,
} from "@devflow/expert";
import { type Answer, type ExpertRun, refused, said } from "../command-run.ts";
import {
  briefly,
  contextOf,
  type Material,
  materialOf,
  type Piece,
  piecesOf,
  readMaterial,
} from "../material.ts";
import { byQuestion } from "../rank-pieces.ts";
import { renderProse } from "../render-answer.ts";
import { conversationOf, hunkOfThread, placeOf } from "../thread-place.ts";

/** Shares of the window for code of the repository, beside the change itself. */
const contextShare = 0.25;

/** Pieces of code that a search for the question's words adds. */
const searchHits = 4;

/** `/ask QUESTION`: about the change, or about the lines of the thread it stands in. */
export async function ask(run: ExpertRun): Promise<Answer> {
  const question = run.command.argument;
  if (question === "") {
    const text =
      "There is no question after `/ask`. For example: `/ask what happens when the list is empty?`";
    return refused("no question", text);
  }
  return await answerInWords(run, question, (input) => askPrompt({ ...input, question }));
}

/** `/explain`: the lines of the thread, or the change. */
export async function explain(run: ExpertRun): Promise<Answer> {
  const { argument } = run.command;
  return await answerInWords(run, argument, explainPrompt);
}

type PromptInput = ReturnType<typeof materialOf> & {
  place: PromptPlace | null;
  conversation: readonly SaidComment[];
};

async function answerInWords(
  run: ExpertRun,
  question: string,
  build: (input: PromptInput) => Prompt,
): Promise<Answer> {
  const material = await readMaterial(run);
  const { expert, thread, command } = run;
  const place = thread === null ? null : placeOf(thread);
  const conversation = thread === null ? [] : conversationOf(thread, command.comment.commentId);
  const pieces = await piecesFor(run, material, question);
  if (pieces.length === 0 && place === null) {
    return refused("nothing to read", "There is no code in this change that the expert reads.");
  }
  const path = place?.path ?? material.files[0]?.path ?? "";
  const { prompt } = await expert.fit(
    pieces,
    (kept) => build({ ...materialOf(material, path, kept), place, conversation }),
    (kept) => build({ ...briefly(material, path, kept), place, conversation: [] }),
  );
  const completion = await expert.ask(prompt);
  const words = readProse(completion.text);
  if (words === null) return refused("empty answer", "The expert gave no answer that can be read.");
  return said("answered", renderProse(words, completion.finishReason === "length"));
}

/** Code of the thread or of the question first, then what the repository knows about it. */
async function piecesFor(run: ExpertRun, material: Material, question: string): Promise<Piece[]> {
  const { thread, expert } = run;
  const maxTokens = Math.floor(expert.expert.windowTokens * contextShare);
  const here = thread === null ? null : hunkOfThread(material.files, thread);
  if (here !== null) {
    const own = piecesOf(here.file).filter(({ hunkIndex }) => hunkIndex === here.hunkIndex);
    return [...own, ...(await contextOf(material, here.file, [here.hunkIndex], maxTokens))];
  }
  const hunks = byQuestion(material.files.flatMap(piecesOf), question);
  const [first] = hunks;
  if (first === undefined) return [];
  const around = await contextOf(material, first.file, [first.hunkIndex], maxTokens);
  return [first, ...(await searched(material, question)), ...hunks.slice(1), ...around];
}

/** What a search of this repository for the question's words finds. */
async function searched({ index }: Material, question: string): Promise<Piece[]> {
  if (question === "") return [];
  const hits = await index.search(question, { limit: searchHits });
  return hits.map(({ path, startLine, endLine, text, reasons }) => ({
    kind: "context",
    context: { kind: "similar", path, startLine, endLine, text, reason: reasons.join(", ") },
  }));
}
