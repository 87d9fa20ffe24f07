/**
 * One model endpoint, ready for use.
 *
 * Wanted: a caller gives a prompt and gets text or one clear error; cancelling reaches the server;
 * no more requests side by side than the operator allows; a server in trouble is left alone, and
 * of its models each by itself.
 * Design, from the outside in: window check, retries, concurrency limit, circuit, one request. The
 * wait between tries holds no slot. The circuit is inside the limit, so that calls that waited for
 * a slot see that it has opened meanwhile. Cancelling a waiting call removes it when its turn comes and
 * tells the caller at once.
 */
import type { ExpertSettings } from "@devflow/config";
import { ExternalError } from "@devflow/errors";
import type { Logger } from "@devflow/logging";
import pLimit, { type LimitFunction } from "p-limit";
import { mostBodyBytes } from "./client/answer-bounds.ts";
import { type Circuit, circuitsByModel, createCircuit } from "./client/circuit.ts";
import { createClient, requestHeaders } from "./client/create-client.ts";
import { createModelName, type ModelName } from "./client/model-name.ts";
import { retry } from "./client/retry.ts";
import { type SendOptions, sendCompletion } from "./client/send-completion.ts";
import { untilAborted } from "./client/until-aborted.ts";
import { whenReplaced } from "./client/when-replaced.ts";
import type { Completion, CompletionRequest, Expert } from "./model.ts";
import { TEMPLATE_TOKENS } from "./prompt-budget.ts";
import { createTokenCounter } from "./tokens/token-counter.ts";

export interface ExpertOptions {
  /** Upper bound of the first random wait before a retry. Default: 500. */
  firstRetryDelayMs?: number;
  /** Default: five failures in a row open it for 30 seconds. */
  circuit?: { threshold: number; openMs: number };
  /** Of a server that was found with it: another one is taken when the server has another one. */
  foundModel?: string;
  /** Between two looks at a server's models, where the settings name none. Default: a minute. */
  lookAgainAfterMs?: number;
}

const DEFAULTS = { firstRetryDelayMs: 500, circuit: { threshold: 5, openMs: 30_000 } };

/**
 * An expert over an OpenAI-compatible server. Nothing is asked before the first call. Without a
 * model in the settings, the first call lists the server's models and takes one by
 * {@link chooseModel}; until then `identity.model` is `default`. It looks again every minute, and when
 * the server does not know the model any more.
 *
 * `complete` raises, beside the contract's errors, ExternalError `prompt_too_long` when prompt and
 * answer do not fit the window, `circuit_open`, `empty_answer`, `invalid_response`,
 * `response_too_large`, and the signal's reason when the caller cancelled. Prompts and answers are
 * never logged.
 */
export function createExpert(
  settings: ExpertSettings,
  logger: Logger,
  options: ExpertOptions = {},
): Expert {
  const { firstRetryDelayMs, circuit: circuitOptions } = { ...DEFAULTS, ...options };
  const log = logger.child({ expert: settings.url });
  const { foundModel: found, lookAgainAfterMs } = options;
  const model = createModelName(settings, { found, lookAgainAfterMs });
  const calls: Calls = {
    settings,
    log,
    firstRetryDelayMs,
    limit: pLimit(settings.concurrency),
    circuitOf: circuitsByModel((model) =>
      createCircuit({
        ...circuitOptions,
        onChange: (state) => log.warn({ state, model }, "expert circuit changed"),
      }),
    ),
    send: withClient(settings, model),
    countTokens: createTokenCounter({
      url: settings.url,
      headers: requestHeaders(settings),
      model: model.known,
      isServerAsked: settings.tokenizer === "server",
      onServerWindow: warnAboutWindow(settings, log),
    }),
  };
  return {
    get identity() {
      return { url: settings.url, model: model.known() ?? "default" };
    },
    windowTokens: settings.windowTokens,
    maxOutputTokens: settings.maxOutputTokens,
    temperature: settings.temperature,
    countTokens: calls.countTokens,
    complete: (request) => complete(calls, request),
  };
}

interface Calls {
  settings: ExpertSettings;
  log: Logger;
  firstRetryDelayMs: number;
  limit: LimitFunction;
  circuitOf(model: string | undefined): Circuit;
  send(request: CompletionRequest): Promise<Completion>;
  countTokens(text: string): Promise<number>;
}

async function complete(calls: Calls, request: CompletionRequest): Promise<Completion> {
  const { settings, log, limit } = calls;
  const { signal, purpose } = request;
  const circuit = calls.circuitOf(request.model);
  const startedAt = performance.now();
  await checkWindow(calls, request);
  const attempt = () =>
    limit(() => {
      signal?.throwIfAborted();
      return circuit.run(() => calls.send(request));
    });
  try {
    const completion = await retry(() => untilAborted(attempt(), signal), {
      retries: settings.retries,
      firstDelayMs: calls.firstRetryDelayMs,
      ...(signal === undefined ? {} : { signal }),
      onRetry: (error, waitMs) =>
        log.warn(
          { purpose, code: error.code, status: error.status, waitMs: Math.round(waitMs) },
          "expert call repeats",
        ),
    });
    const { promptTokens, completionTokens, finishReason } = completion;
    const durationMs = Math.round(performance.now() - startedAt);
    log.info(
      { purpose, durationMs, promptTokens, completionTokens, finishReason },
      "expert answered",
    );
    return completion;
  } catch (error) {
    const durationMs = Math.round(performance.now() - startedAt);
    const failure =
      error instanceof ExternalError ? { code: error.code, status: error.status } : {};
    log.warn(
      { purpose, durationMs, isCancelled: signal?.aborted === true, ...failure },
      "expert call failed",
    );
    throw error;
  }
}

async function checkWindow(calls: Calls, request: CompletionRequest): Promise<void> {
  const { system, user, maxOutputTokens, signal } = request;
  signal?.throwIfAborted();
  const counts = [calls.countTokens(system), calls.countTokens(user)];
  const [systemTokens = 0, userTokens = 0] = await untilAborted(Promise.all(counts), signal);
  const neededTokens = systemTokens + userTokens + TEMPLATE_TOKENS + maxOutputTokens;
  const { windowTokens } = calls.settings;
  if (neededTokens <= windowTokens) return;
  throw new ExternalError(
    `Prompt and answer need ${neededTokens} tokens, the expert's window has ${windowTokens}`,
    { service: "expert", retryable: false, code: "prompt_too_long" },
  );
}

function withClient(settings: ExpertSettings, names: ModelName): Calls["send"] {
  return async ({ system, user, maxOutputTokens, temperature, model, signal }) => {
    const client = createClient(settings, { maxBytes: mostBodyBytes(maxOutputTokens) });
    const options: Omit<SendOptions, "model"> = {
      api: settings.api,
      prompt: { system, user },
      maxOutputTokens,
      temperature: temperature ?? settings.temperature,
      topP: settings.topP,
      signal,
    };
    if (model !== undefined) return sendCompletion(client, { ...options, model });
    return whenReplaced(await names.resolve(), names.renewed, (name) =>
      sendCompletion(client, { ...options, model: name }),
    );
  };
}

/** A server with a smaller window than configured cuts prompts or refuses them: say so, once. */
function warnAboutWindow({ windowTokens }: ExpertSettings, log: Logger) {
  let isTold = false;
  return (serverWindowTokens: number) => {
    if (isTold || serverWindowTokens >= windowTokens) return;
    isTold = true;
    log.warn({ windowTokens, serverWindowTokens }, "expert window is smaller than window_tokens");
  };
}
