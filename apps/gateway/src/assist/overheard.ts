import type { AssistExpert } from "@devflow/assist";
import type { KeptAnswer } from "@devflow/usage";

/** What an expert was asked last, and what it said. */
export interface Overheard {
  messages: KeptAnswer["messages"];
  answer: string;
}

/** The same expert; `heard` is told each question, and each piece of its answer. */
export function overhear(expert: AssistExpert, heard: Overheard): AssistExpert {
  return {
    name: expert.name,
    identity: expert.identity,
    windowTokens: expert.windowTokens,
    explanation: expert.explanation,
    answerTokens: expert.answerTokens,
    estimateTokens: (text) => expert.estimateTokens(text),
    async *streamChat(request) {
      heard.messages = request.messages.map(({ role, content }) => ({ role, content }));
      heard.answer = "";
      for await (const piece of expert.streamChat(request)) {
        heard.answer += piece.text;
        yield piece;
      }
    },
  };
}
