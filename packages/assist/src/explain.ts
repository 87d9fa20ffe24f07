import { explainCodePrompt } from "@devflow/expert";
import { cutText, wordsTokens } from "./answer-tokens.ts";
import { askExpert, TokenCount } from "./ask-expert.ts";
import type { AssistAnswer, EditedFile, TextEvent } from "./model.ts";
import type { AssistPorts } from "./ports.ts";
import { bySelection, citationsOf } from "./prompt/citations.ts";
import { fitMaterial } from "./prompt/fit-material.ts";
import { gatherContext } from "./prompt/gather-context.ts";
import { notReadText } from "./prompt/show-file.ts";
import { suspectText } from "./prompt/suspect-text.ts";

export interface ExplainTask {
  files: readonly EditedFile[];
  /** Empty: what the code does. */
  question: string;
  /** What was asked and answered before, oldest first. */
  turns: readonly { role: "user" | "assistant"; text: string }[];
  /** English word; empty: that of the question. */
  answerLanguage: string;
}

/** Tokens of context that the index is asked for; the window decides what of it is shown. */
const contextTokens = 3_000;

/** Explains code, or answers a question about it: text as it comes, then the whole answer. */
export async function* explain(
  task: ExplainTask,
  ports: AssistPorts,
): AsyncGenerator<TextEvent, AssistAnswer> {
  const { expert, code } = ports;
  const { question, answerLanguage: language } = task;
  const files = bySelection(task.files);
  const context = await gatherContext(code, files, { words: question, maxTokens: contextTokens });
  const turns = task.turns.map(({ role, text }) => ({
    author: role === "user" ? "developer" : "you",
    body: text,
  }));
  const maxOutputTokens = wordsTokens(expert);
  const fitted = fitMaterial({
    ...{ expert, files, context, maxOutputTokens },
    mayGoAlong: ({ text: code }) => !ports.holdsCredential(code),
    build: (material) =>
      explainCodePrompt({
        ...{ repository: code?.repository ?? "", language, question, turns },
        ...material,
      }),
  });
  const tokens = new TokenCount();
  let text = "";
  const asked = askExpert(ports, fitted.prompt, { maxOutputTokens, tokens });
  let next = await asked.next();
  for (; !next.done; next = await asked.next()) {
    text += next.value;
    yield { type: "text", text: next.value };
  }
  const { finishReason } = next.value;
  const said = [notReadText(fitted.notRead), suspectText(ports, fitted.files)];
  const notes = [
    ...(finishReason === "length" ? [cutText(text, maxOutputTokens)] : []),
    ...said.filter((note) => note !== "").map((note) => `\n\n${note}`),
  ];
  for (const added of notes) {
    text += added;
    yield { type: "text", text: added };
  }
  return {
    text,
    finishReason,
    expert: expert.name,
    model: ports.model ?? expert.identity.model,
    citations: citationsOf(fitted, code?.commitSha ?? null, text),
    notRead: fitted.notRead,
    usage: tokens.toUse(),
    question: 0,
  };
}
