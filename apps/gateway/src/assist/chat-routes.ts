import { type AssistAnswer, type ChatTask, chat, type TextEvent } from "@devflow/assist";
import type { RoutedExpert } from "@devflow/expert";
import type { Caller } from "@devflow/identity";
import type { z } from "zod";
import { completionHeaders, modelHeader } from "../completions/answer-headers.ts";
import { GatewayError } from "../http/gateway-error.ts";
import { defineRoute, type Route, type RouteAnswer } from "../http/route.ts";
import type { AssistServices } from "./assist-services.ts";
import { askedOf, filesOf } from "./code-routes.ts";
import { type StartedAssist, startAssist } from "./run-assist.ts";
import { chatAnswer, chatChunk, chatRequest } from "./schemas/chat.ts";
import { assistLimits } from "./schemas/files.ts";

type ChatBody = z.output<typeof chatRequest>;
type AnswerJson = z.input<typeof chatAnswer>;
type ChunkJson = z.input<typeof chatChunk>;

/** `POST /v1/chat/completions`, as OpenAI's clients ask. */
export function chatRoutes(services: AssistServices): Route[] {
  return [
    defineRoute({
      method: "POST",
      path: "/v1/chat/completions",
      operation: "createChatCompletion",
      summary: "Answers in a conversation, in OpenAI's shape.",
      description:
        "Streamed with `stream`, as chunks that end with `[DONE]`. `devflow` adds code to the conversation.",
      scope: "assist",
      rate: "assist",
      maxBodyBytes: assistLimits.bodyBytes,
      answerHeaders: { "X-DevFlow-Model": completionHeaders["X-DevFlow-Model"] },
      body: chatRequest,
      answer: chatAnswer,
      event: chatChunk,
      endsWithDone: true,
      errors: [404, 422, 501, 502, 504],
      async handle(request) {
        const { body, caller } = request;
        const files = body.devflow?.files ?? [];
        const repository = body.devflow?.repository;
        const asked = askedOf("chat", request, { repository, files });
        const task = taskOf(body);
        const choices = await choicesOf(services, caller, body.model);
        const started = await startAssist(
          services,
          choices === null ? asked : { ...asked, choices },
          (ports) => chat(task, ports),
        );
        return answerChat(started, body);
      },
    }),
  ];
}

function taskOf(body: ChatBody): ChatTask {
  const { temperature, top_p: topP, frequency_penalty: frequencyPenalty, seed, stop } = body;
  const maxOutputTokens = body.max_completion_tokens ?? body.max_tokens;
  const given = <V, K extends string>(name: K, value: V | null | undefined) =>
    value === null || value === undefined ? {} : ({ [name]: value } as Record<K, V>);
  return {
    messages: body.messages.map(({ role, content }) => ({
      role: role === "developer" ? "system" : role,
      content: typeof content === "string" ? content : content.map(({ text }) => text).join("\n"),
    })),
    ...given("maxOutputTokens", maxOutputTokens),
    ...given("temperature", temperature),
    ...given("topP", topP),
    ...given("frequencyPenalty", frequencyPenalty),
    ...given("seed", seed),
    ...given("stops", typeof stop === "string" ? [stop] : stop),
    files: filesOf(body.devflow?.files ?? []),
    isContextWanted: Boolean(body.devflow?.repository),
  };
}

/**
 * Who is meant by a name: an expert, or a model of one. Null for `auto`: routes decide. Raises GatewayError
 * 404 for a name that nobody has.
 */
async function choicesOf(
  { experts }: AssistServices,
  { teams }: Caller,
  name: string,
): Promise<RoutedExpert[] | null> {
  if (name === "auto") return null;
  const all = await experts.list();
  const able = all.filter(({ tasks }) => tasks.includes("chat")).map(({ expert }) => expert);
  // Without any expert that is what there is to say, whatever the name.
  if (able.length === 0) return null;
  const named =
    able.find((expert) => expert.name === name) ??
    able.find((expert) => expert.identity.model === name);
  if (named !== undefined) return [{ expert: named, model: null, reason: "named by the request" }];
  const routed = await experts.route("chat", { language: null, repository: null, teams });
  const adapter = routed.find(({ model }) => model === name);
  if (adapter !== undefined) return [adapter];
  throw new GatewayError(
    404,
    "There is no such model; GET /v1/models lists those that there are.",
    {
      code: "model_not_found",
    },
  );
}

async function answerChat(
  { id, model, events }: StartedAssist<AssistAnswer, TextEvent>,
  { stream, stream_options }: ChatBody,
): Promise<RouteAnswer<AnswerJson, ChunkJson>> {
  const headers = modelHeader(model);
  const created = Math.floor(Date.now() / 1_000);
  const head = { id: id.replace(/^chat-/, "chatcmpl-"), created, model };
  if (stream === true) {
    const isUsageWanted = stream_options?.include_usage === true;
    return { headers, events: chunksOf(events, head, isUsageWanted) };
  }
  let next = await events.next();
  while (!next.done) next = await events.next();
  const { text: content, finishReason: finish_reason } = next.value;
  const usage = usageOf(next.value);
  return {
    headers,
    body: {
      ...head,
      object: "chat.completion",
      choices: [
        { index: 0, message: { role: "assistant", content }, finish_reason, logprobs: null },
      ],
      ...(usage === null ? {} : { usage }),
    },
  };
}

async function* chunksOf(
  events: AsyncGenerator<TextEvent, AssistAnswer>,
  head: Pick<ChunkJson, "id" | "created" | "model">,
  isUsageWanted: boolean,
): AsyncGenerator<ChunkJson | "[DONE]"> {
  const chunk = (
    delta: ChunkJson["choices"][number]["delta"],
    finish_reason: "stop" | "length" | null,
  ): ChunkJson => ({
    ...head,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, finish_reason, logprobs: null }],
    ...(isUsageWanted ? { usage: null } : {}),
  });
  try {
    yield chunk({ role: "assistant", content: "" }, null);
    let next = await events.next();
    while (!next.done) {
      yield chunk({ content: next.value.text }, null);
      next = await events.next();
    }
    yield chunk({}, next.value.finishReason);
    if (isUsageWanted) {
      const usage = usageOf(next.value);
      yield { ...head, object: "chat.completion.chunk", choices: [], usage };
    }
    yield "[DONE]";
  } finally {
    await events.return(undefined as never);
  }
}

/** Null where the model server does not count. */
function usageOf({ usage: { promptTokens, completionTokens } }: AssistAnswer) {
  if (promptTokens === null || completionTokens === null) return null;
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}
