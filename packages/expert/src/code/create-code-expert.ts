/**
 * An expert for editors: completions and answers, both streamed.
 *
 * Wanted: ending the iteration, or the caller's signal, reaches the server; chats, which take long,
 * never keep completions waiting; a server that does not work is left alone; a busy one sheds load.
 * Design, from the outside in: a gate each for completions and for chats, the circuit of the model, one
 * exchange. A slot is held until the last piece. The circuit sees an exchange up to its first piece.
 * Completions are not repeated, since the next keystroke asks anew; chats are, before their first piece.
 * Races accepted: a server that breaks after the first piece is seen by the circuit with the next call.
 */
import type { CodeExpertSettings } from "@devflow/config";
import { ExternalError, UsageError } from "@devflow/errors";
import type { Logger } from "@devflow/logging";
import { type Circuit, circuitsByModel, createCircuit } from "../client/circuit.ts";
import { createGate } from "../client/gate.ts";
import { retry } from "../client/retry.ts";
import { whenReplaced } from "../client/when-replaced.ts";
import { FIM_TEMPLATES, fimStops } from "../fim/fim-families.ts";
import type { ChatPiece, ChatRequest, CodeExpert, FillPiece, FillRequest } from "../model.ts";
import { estimateTokens } from "../tokens/estimate-tokens.ts";
import { fillExchange, sendFill } from "./fill-exchange.ts";
import { createMiddleReader } from "./middle-reader.ts";
import { createKnownServer, type KnownServer, type ServerFacts } from "./server-facts.ts";
import { sendChat } from "./stream-chat.ts";
import { withoutThinking } from "./without-thinking.ts";

export interface CodeExpertOptions {
  /** Upper bound of the first random wait before a chat is repeated. Default: 500. */
  firstRetryDelayMs?: number;
  /** Default: five failures in a row open it for 10 seconds: people wait, and come back soon. */
  circuit?: { threshold: number; openMs: number };
  /** Of a server that was found with it: another one is taken when the server has another one. */
  foundModel?: string;
  /** Between two looks at what a server is. Default: a minute. */
  lookAgainAfterMs?: number;
}

const DEFAULTS = { firstRetryDelayMs: 500, circuit: { threshold: 5, openMs: 10_000 } };

/** Nothing is asked before the first call. Prompts and answers are never logged. */
export function createCodeExpert(
  settings: CodeExpertSettings,
  logger: Logger,
  options: CodeExpertOptions = {},
): CodeExpert {
  const { firstRetryDelayMs, circuit } = { ...DEFAULTS, ...options };
  const log = logger.child({ expert: settings.name });
  const { concurrency, queue, completion } = settings;
  const fills = createGate({ concurrency: completion.concurrency, queue });
  const chats = createGate({ concurrency, queue });
  const server = createKnownServer(settings, options);
  const circuitOf = circuitsByModel((model) =>
    createCircuit({
      ...circuit,
      onChange: (state) => log.warn({ state, model }, "expert circuit changed"),
    }),
  );
  const calls = { settings, server, circuitOf, firstRetryDelayMs };
  return {
    name: settings.name,
    get identity() {
      return { url: settings.url, model: modelOf(settings, server, options.foundModel) };
    },
    get windowTokens() {
      const served = server.known()?.windowTokens ?? settings.windowTokens;
      return Math.min(settings.windowTokens, served);
    },
    get fimFamily() {
      return server.known()?.fimFamily ?? null;
    },
    get fillMode() {
      return server.known()?.kind === "llama.cpp" ? "infill" : "prompt";
    },
    completion,
    explanation: settings.explanation,
    answerTokens: settings.answerTokens,
    estimateTokens,
    load: () => ({
      fills: fills.running,
      fillsWaiting: fills.waiting,
      chats: chats.running,
      chatsWaiting: chats.waiting,
    }),
    async ready(signal = new AbortController().signal) {
      await server.ask(signal);
    },
    async *fill(request) {
      const leave = await fills.enter(request.signal);
      try {
        yield* fill(calls, request);
      } finally {
        leave();
      }
    },
    async *streamChat(request) {
      const leave = await chats.enter(request.signal);
      try {
        yield* chat(calls, request);
      } finally {
        leave();
      }
    },
  };
}

interface Calls {
  settings: CodeExpertSettings;
  server: KnownServer;
  circuitOf: (model: string | undefined) => Circuit;
  firstRetryDelayMs: number;
}

async function* fill(calls: Calls, request: FillRequest): AsyncGenerator<FillPiece, void> {
  const { settings, server, circuitOf } = calls;
  const { signal, model } = request;
  const begun = await circuitOf(model).run(async () => {
    const facts = await server.ask(signal);
    if (model !== undefined) return beginFill(settings, facts, request);
    return whenReplaced(facts, server.renewed, (now) => beginFill(settings, now, request));
  });
  if (begun === null) {
    yield { text: "", finishReason: "stop" };
    return;
  }
  const { reader, pieces } = begun;
  let reason: FillPiece["finishReason"] = null;
  for await (const piece of pieces) {
    const text = reader.push(piece.text);
    reason = piece.finishReason;
    const usage = piece.usage && { usage: piece.usage };
    if (reader.isEnded || reason !== null) {
      // Leaving the loop closes the request, if the server would still go on.
      yield { text: text + reader.end(), finishReason: reader.isEnded ? "stop" : reason, ...usage };
      return;
    }
    if (text !== "") yield { text, finishReason: null, ...usage };
  }
  throw incomplete();
}

/** Null: the code holds a word of the family's vocabulary. */
async function beginFill(settings: CodeExpertSettings, facts: ServerFacts, request: FillRequest) {
  if (facts.fimFamily === null) throw cannotFill(settings, facts.model);
  const exchange = fillExchange(settings, facts, request);
  if (exchange === null) return null;
  const { timeoutMs } = settings.completion;
  const { before } = FIM_TEMPLATES[facts.fimFamily].answer;
  const stops = [...fimStops(facts.fimFamily), ...request.stops];
  const pieces = sendFill(exchange, settings, { ...request, timeoutMs });
  return { reader: createMiddleReader(before, stops), ...(await begin(pieces)) };
}

async function* chat(calls: Calls, request: ChatRequest): AsyncGenerator<ChatPiece, void> {
  const { settings, server, circuitOf, firstRetryDelayMs } = calls;
  const { signal } = request;
  const { pieces } = await retry(
    () =>
      circuitOf(request.model).run(async () => {
        const named = request.model ?? settings.model;
        if (named !== null) return begin(sendChat(settings, named, request));
        return whenReplaced(await server.ask(signal), server.renewed, ({ model }) =>
          begin(sendChat(settings, model, request)),
        );
      }),
    { retries: settings.retries, firstDelayMs: firstRetryDelayMs, signal },
  );
  const read = withoutThinking();
  let last: ChatPiece = { text: "", finishReason: null, usage: null };
  for await (const piece of pieces) {
    const text = read(piece.text);
    // The count comes in an event of its own, behind the one that says why it ended.
    last = {
      text: "",
      finishReason: piece.finishReason ?? last.finishReason,
      usage: piece.usage ?? last.usage,
    };
    if (text !== "") yield { text, finishReason: null, usage: null };
  }
  if (last.finishReason === null) throw incomplete();
  yield last;
}

/** Waits for the first piece, so that a failure before it is one of the call and not of the iteration. */
async function begin<T>(source: AsyncGenerator<T, void>): Promise<{ pieces: AsyncIterable<T> }> {
  const first = await source.next();
  async function* pieces() {
    try {
      if (first.done) return;
      yield first.value;
      yield* source;
    } finally {
      await source.return();
    }
  }
  return { pieces: pieces() };
}

function modelOf(settings: CodeExpertSettings, server: KnownServer, found = "default"): string {
  return settings.model ?? server.known()?.model ?? found;
}

function cannotFill({ name }: CodeExpertSettings, model: string): UsageError {
  return new UsageError(
    `Expert ${name}: ${model} is not known to fill in the middle`,
    "Set `fim` of the expert in experts.yaml to its family, or name another model.",
  );
}

function incomplete(): ExternalError {
  return new ExternalError("The expert's answer ended in the middle", {
    service: "expert",
    retryable: true,
    code: "incomplete",
  });
}
