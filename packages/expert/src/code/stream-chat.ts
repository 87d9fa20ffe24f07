import type { CodeExpertSettings } from "@devflow/config";
import { z } from "zod";
import { requestHeaders } from "../client/create-client.ts";
import { eventStream } from "../client/event-stream.ts";
import { LLAMA2_STOPS, llama2Conversation } from "../client/llama2-prompt.ts";
import type { ChatPiece, ChatRequest } from "../model.ts";

const counted = z.int().nonnegative().nullish().catch(null);
const usage = z
  .object({ prompt_tokens: counted, completion_tokens: counted })
  .nullish()
  .catch(null);

const chatEvent = z.object({
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage,
});

const textEvent = z.object({
  choices: z
    .array(z.object({ text: z.string().nullish(), finish_reason: z.string().nullish() }))
    .nullish(),
  usage,
});

/** One streamed answer in a conversation, as the server sends it. Raises as {@link eventStream} does. */
export async function* sendChat(
  settings: CodeExpertSettings,
  model: string,
  request: ChatRequest,
): AsyncGenerator<ChatPiece, void> {
  const isChat = settings.api === "chat";
  const stops = [...(isChat ? [] : LLAMA2_STOPS), ...(request.stops ?? [])];
  yield* eventStream(`${settings.url}/${isChat ? "chat/completions" : "completions"}`, {
    headers: requestHeaders(settings),
    timeoutMs: settings.timeoutMs,
    signal: request.signal,
    read: (event) => (isChat ? readChat(chatEvent.parse(event)) : readText(textEvent.parse(event))),
    body: {
      model,
      ...(isChat
        ? { messages: request.messages }
        : { prompt: llama2Conversation(request.messages) }),
      ...samplingOf(settings, request),
      ...(stops.length === 0 ? {} : { stop: stops }),
      stream: true,
      stream_options: { include_usage: true },
    },
  });
}

function samplingOf({ explanation }: CodeExpertSettings, request: ChatRequest) {
  const { frequencyPenalty, seed } = request;
  return {
    max_tokens: request.maxOutputTokens ?? explanation.maxTokens,
    temperature: request.temperature ?? explanation.temperature,
    top_p: request.topP ?? explanation.topP,
    ...(frequencyPenalty === undefined ? {} : { frequency_penalty: frequencyPenalty }),
    ...(seed === undefined ? {} : { seed }),
  };
}

function readChat({ choices, usage }: z.output<typeof chatEvent>): ChatPiece {
  const choice = choices?.[0];
  return pieceOf(choice?.delta?.content, choice?.finish_reason, usage);
}

function readText({ choices, usage }: z.output<typeof textEvent>): ChatPiece {
  const choice = choices?.[0];
  return pieceOf(choice?.text, choice?.finish_reason, usage);
}

function pieceOf(
  text: string | null | undefined,
  reason: string | null | undefined,
  counts: z.output<typeof usage>,
): ChatPiece {
  const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = counts ?? {};
  return {
    text: text ?? "",
    finishReason: !reason ? null : reason === "length" ? "length" : "stop",
    usage:
      promptTokens == null || completionTokens == null ? null : { promptTokens, completionTokens },
  };
}
