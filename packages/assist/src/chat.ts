import { type ChatMessage, type ChatRequest, chatContextPrompt } from "@devflow/expert";
import { wordsTokens } from "./answer-tokens.ts";
import { TokenCount } from "./ask-expert.ts";
import type { AssistAnswer, EditedFile, TextEvent } from "./model.ts";
import type { AssistPorts } from "./ports.ts";
import { bySelection, citationsOf } from "./prompt/citations.ts";
import { type FittedMaterial, fitMaterial } from "./prompt/fit-material.ts";
import { gatherContext } from "./prompt/gather-context.ts";

export interface ChatTask extends Omit<ChatRequest, "signal" | "model"> {
  /** Code that goes with the conversation; may be empty. */
  files: readonly EditedFile[];
  /** The repository's own code is looked through for the last question. */
  isContextWanted: boolean;
}

const contextTokens = 3_000;

/**
 * A conversation that somebody else's client leads, with code in front of it where there is some. Text
 * as it comes; nothing is taken out of it or added. Raises UsageError where it does not fit the window.
 */
export async function* chat(
  task: ChatTask,
  ports: AssistPorts,
): AsyncGenerator<TextEvent, AssistAnswer> {
  const { files, isContextWanted, messages, ...sampling } = task;
  const { expert, code, model, signal } = ports;
  const maxOutputTokens = wordsTokens(expert, task.maxOutputTokens);
  const question = messages.findLast(({ role }) => role === "user")?.content ?? "";
  const context = isContextWanted
    ? await gatherContext(code, bySelection(files), { words: question, maxTokens: contextTokens })
    : [];
  const conversation = messages.map(({ content }) => content).join("\n");
  const system = (material: FittedMaterial) =>
    material.files.length === 0 && material.context.length === 0
      ? ""
      : chatContextPrompt({ repository: code?.repository ?? "", language: "", ...material });
  const fitted = fitMaterial({
    ...{ expert, context, maxOutputTokens, files: bySelection(files) },
    mayGoAlong: ({ text: code }) => !ports.holdsCredential(code),
    build: (material) => ({ system: system(material), user: conversation }),
  });
  const prefix: ChatMessage[] =
    fitted.prompt.system === "" ? [] : [{ role: "system", content: fitted.prompt.system }];
  const tokens = new TokenCount();
  let text = "";
  let finishReason: AssistAnswer["finishReason"] = "stop";
  const pieces = expert.streamChat({
    ...sampling,
    messages: [...prefix, ...messages],
    maxOutputTokens,
    ...(model === undefined ? {} : { model }),
    signal,
  });
  for await (const piece of pieces) {
    tokens.add(piece.usage);
    if (piece.finishReason !== null) finishReason = piece.finishReason;
    text += piece.text;
    if (piece.text !== "") yield { type: "text", text: piece.text };
  }
  return {
    text,
    finishReason,
    expert: expert.name,
    model: model ?? expert.identity.model,
    citations: citationsOf(fitted, code?.commitSha ?? null, text),
    notRead: fitted.notRead,
    usage: tokens.toUse(),
    question: 0,
  };
}
