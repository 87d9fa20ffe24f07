import type { AssistAnswer, AssistExpert, ChangeAnswer } from "@devflow/assist";
import type { KeptAnswer } from "@devflow/usage";

/** What an expert was asked for an answer, and what it said: each of its questions. */
export type Overheard = Pick<KeptAnswer, "messages" | "answer">[];

/** The same expert; `heard` is told each question, and each piece of its answer. */
export function overhear<E extends Pick<AssistExpert, "streamChat">>(
  expert: E,
  heard: Overheard,
): E {
  const streamChat: AssistExpert["streamChat"] = async function* (request) {
    const messages = request.messages.map(({ role, content }) => ({ role, content }));
    const asked = { messages, answer: "" };
    heard.push(asked);
    for await (const piece of expert.streamChat(request)) {
      asked.answer += piece.text;
      yield piece;
    }
  };
  // What an expert says of itself may change: it is asked each time.
  return Object.create(expert, { streamChat: { value: streamChat } });
}

/** What is kept of an answer: the question that it comes of, and what training wants to know of it. */
export function keptOf(
  answer: AssistAnswer | ChangeAnswer,
  heard: Overheard,
): Omit<KeptAnswer, "kind" | "feature"> | null {
  const asked = heard[answer.question];
  if (asked === undefined || asked.answer === "") return null;
  const patch = "patch" in answer ? answer.patch : null;
  const refused = "refused" in answer ? answer.refused : [];
  return {
    ...asked,
    paths: [...new Set(answer.citations.map(({ path }) => path))],
    changed: patch?.files.map(({ path }) => path) ?? [],
    isWhole: answer.finishReason === "stop" && refused.length === 0,
  };
}
