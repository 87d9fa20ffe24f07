import { invariant, isTimeout } from "@devflow/errors";
import type { CompletionInput, CompletionResult } from "../model.ts";
import { remembered, type ServedAnswer } from "./answer.ts";
import { AnswerMemory, type FoundAnswer } from "./answer-memory.ts";
import { askExpert } from "./ask-expert.ts";
import { Flights } from "./flights.ts";
import type {
  CompleteOptions,
  CompletionLimits,
  CompletionMeasures,
  CompletionPorts,
  CompletionService,
} from "./model.ts";
import { type Question, questionOf } from "./question.ts";
import { findShared, keepShared } from "./shared-answers.ts";

const LIMITS: CompletionLimits = {
  memoryBytes: 64 * 1024 * 1024,
  lifetimeMs: 5 * 60_000,
  contextDeadlineMs: 30,
  mostChoices: 3,
};

const NO_MEASURES: CompletionMeasures = {
  answered() {},
  cancelled() {},
  failed() {},
  endedEarly() {},
};

/** One for a process: its memory and its merging are as wide as this. */
export function createCompletionService(ports: CompletionPorts = {}): CompletionService {
  const limits = { ...LIMITS, ...ports.limits };
  const measures = ports.measures ?? NO_MEASURES;
  const parts: Parts = {
    ports,
    limits,
    memory: new AnswerMemory(limits),
    flights: new Flights(() => measures.endedEarly()),
  };
  return {
    async complete(input, options) {
      const started = performance.now();
      try {
        options.signal.throwIfAborted();
        const question = questionOf(input, options, limits.mostChoices);
        const served = await answer(parts, question, input, options);
        const result = resultOf(served, options, performance.now() - started);
        measures.answered({ ...result, hasChoices: result.choices.length > 0 });
        return result;
      } catch (thrown) {
        // Who asked has waited as long as they may: that is not their wish.
        if (options.signal.aborted && !isTimeout(options.signal.reason)) measures.cancelled();
        else measures.failed();
        throw thrown;
      }
    },
  };
}

interface Parts {
  ports: CompletionPorts;
  limits: CompletionLimits;
  memory: AnswerMemory;
  flights: Flights;
}

/** The cheapest way first: remembered here, under way, shared by another process, the expert. */
async function answer(
  parts: Parts,
  question: Question,
  input: CompletionInput,
  options: CompleteOptions,
): Promise<ServedAnswer> {
  const { memory, flights } = parts;
  const known = memory.find(question);
  if (known !== null) return sourced(known, "memory");
  // Whoever is sent away by one may fit another; each is tried once, for it is over or disagrees.
  for (let other = flights.find(question); other !== null; other = flights.find(question)) {
    const joined = await other.wait(question, options.signal);
    if (joined !== null) return merged(joined);
  }
  const flight = flights.start(question, (signal, onText) =>
    ask(parts, question, { input, options, signal, onText }),
  );
  const own = await flight.wait(question, options.signal);
  invariant(own !== null, "nothing was typed since one's own question");
  return own;
}

interface Asked {
  input: CompletionInput;
  options: CompleteOptions;
  signal: AbortSignal;
  onText: (sample: number, textSoFar: string) => void;
}

async function ask(
  { ports, limits, memory }: Parts,
  question: Question,
  asked: Asked,
): Promise<ServedAnswer> {
  const { sharedTexts = null, contextFor } = ports;
  const shared = sharedTexts === null ? null : await findShared(sharedTexts, question);
  if (shared !== null) {
    memory.keep(question, shared.answer);
    return sourced(shared, "shared");
  }
  asked.signal.throwIfAborted();
  const { contextDeadlineMs, lifetimeMs } = limits;
  const { choices } = question;
  const answer = await askExpert({ ...asked, contextFor, contextDeadlineMs, choices });
  memory.keep(question, answer);
  if (sharedTexts !== null) void keepShared(sharedTexts, question, answer, lifetimeMs);
  return answer;
}

function sourced({ answer, isTypedForward }: FoundAnswer, exact: "memory" | "shared") {
  return remembered(answer, isTypedForward ? "type_forward" : exact);
}

/** What it cost is told by who asked first. */
function merged({ choices, model, retrieval }: ServedAnswer): ServedAnswer {
  return { ...remembered({ choices, model }, "merged"), retrieval };
}

function resultOf(
  { choices, model, source, filters, retrieval, timings }: ServedAnswer,
  { expert }: CompleteOptions,
  totalMs: number,
): CompletionResult {
  return {
    choices: choices.map((text, index) => ({ index, text })),
    source,
    expert: expert.name,
    model,
    timings: { totalMs, ...timings },
    filters,
    retrieval,
  };
}
