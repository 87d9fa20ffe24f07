import { AnswerCache, type Choice } from "../../apps/vscode/src/completion/answer-cache.ts";
import { Answers } from "../../apps/vscode/src/completion/answers.ts";
import type { Debouncer } from "../../apps/vscode/src/completion/debouncer.ts";
import { type SimulatedServer, sleep } from "./simulated-server.ts";
import type { Question, WayOfAsking } from "./type-places.ts";

function pauseOf(debouncer: Debouncer, { place }: Question): number {
  const { before, after, isDocumentEnd } = place;
  return debouncer.delayMs({
    before: before.slice(-1),
    isLineEnd: after.trim() === "",
    isDocumentEnd,
  });
}

async function ask(
  server: SimulatedServer,
  debouncer: Debouncer,
  question: Question,
  signal: AbortSignal,
) {
  const { text, offset, trace } = question;
  const began = performance.now();
  const choices = await server.complete(trace, text.slice(0, offset), text.slice(offset), signal);
  debouncer.noteAnswer(performance.now() - began);
  return choices.map((choice): Choice => ({ ...choice, completionId: "cmpl" }));
}

/** Every key ends the question of the one before. */
export function endingWithTheKey(server: SimulatedServer, debouncer: Debouncer): WayOfAsking {
  const cache = new AnswerCache();
  return {
    async of(question, signal) {
      const known = cache.find(question);
      if (known !== null) return known;
      await sleep(pauseOf(debouncer, question));
      if (signal.aborted) return [];
      const choices = await ask(server, debouncer, question, signal).catch(() => null);
      if (choices !== null) cache.store(question, choices);
      return choices ?? [];
    },
  };
}

/** As the extension does it. */
export function goingOn(server: SimulatedServer, debouncer: Debouncer): WayOfAsking {
  const answers = new Answers<Question>({
    ask: async (question, _, signal) => ({
      choices: await ask(server, debouncer, question, signal),
    }),
    mayAskUnasked: () => true,
    pauseMs: (question) => pauseOf(debouncer, question),
  });
  return {
    of: (question, signal) => answers.of(question, false, signal),
  };
}
