import { type Intent, intentPrompt, parseIntent } from "@devflow/expert";
import { askExpert, TokenCount } from "../ask-expert.ts";
import { documentCode } from "../change/document.ts";
import { refactor } from "../change/refactor.ts";
import { explain } from "../explain.ts";
import type { AssistAnswer, AssistEvent, ChangeAnswer, EditedFile } from "../model.ts";
import type { AssistPorts } from "../ports.ts";
import { writeTests } from "../tests/write-tests.ts";
import type { ReadSpeech } from "./intent-by-rules.ts";

export interface SpokenTask extends ReadSpeech {
  files: readonly EditedFile[];
}

export interface SpokenAnswer extends AssistAnswer {
  intent: Intent;
  patch: ChangeAnswer["patch"];
  refused: ChangeAnswer["refused"];
}

/**
 * Does what was said: a sentence that no rule knows is sorted by the expert first. `callers` and `search`
 * need no expert and are answered elsewhere; where the expert finds them they are questions here.
 */
export async function* answerSpeech(
  { text, intent: known, language, files }: SpokenTask,
  ports: AssistPorts,
): AsyncGenerator<AssistEvent, SpokenAnswer> {
  const tokens = new TokenCount();
  const intent = known ?? (await sortOut(text, ports, tokens));
  const common = { files, answerLanguage: language };
  const answer = yield* does(intent, text, common, ports);
  const { promptTokens, completionTokens } = tokens;
  return {
    ...answer,
    intent,
    question: answer.question + (known === null ? 1 : 0),
    patch: "patch" in answer ? answer.patch : null,
    refused: "refused" in answer ? answer.refused : [],
    usage: {
      promptTokens: sum(promptTokens, answer.usage.promptTokens),
      completionTokens: sum(completionTokens, answer.usage.completionTokens),
    },
  };
}

function does(
  intent: Intent,
  text: string,
  common: { files: readonly EditedFile[]; answerLanguage: string },
  ports: AssistPorts,
): AsyncGenerator<AssistEvent, AssistAnswer | ChangeAnswer> {
  const instruction = text;
  switch (intent) {
    case "tests":
      return writeTests(
        { ...common, instruction, framework: null, testPath: null, failure: "" },
        ports,
      );
    case "docs":
      return documentCode({ ...common, instruction }, ports);
    case "refactor":
      return refactor({ ...common, instruction }, ports);
    default:
      return explain({ ...common, question: text, turns: [] }, ports);
  }
}

async function sortOut(said: string, ports: AssistPorts, tokens: TokenCount): Promise<Intent> {
  const asked = askExpert(ports, intentPrompt(said), {
    maxOutputTokens: 16,
    temperature: 0,
    tokens,
  });
  let answer = "";
  for await (const piece of asked) answer += piece;
  return parseIntent(answer);
}

function sum(a: number | null, b: number | null): number | null {
  return a === null ? b : a + (b ?? 0);
}
