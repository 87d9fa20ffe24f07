import type { CodeExpertSettings } from "@devflow/config";
import { z } from "zod";
import { endedAtBound, mostStreamBytes } from "../client/answer-bounds.ts";
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
        delta: z
          .object({
            content: z.string().nullish(),
            // Where servers put what they took for thoughts; by its newer name, `reasoning`.
            reasoning_content: z.string().nullish().catch(null),
            reasoning: z.string().nullish().catch(null),
          })
          .nullish(),
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

/**
 * One streamed answer in a conversation, as the server sends it, and no longer than what was asked for
 * can be. Raises as {@link eventStream} does.
 */
export async function* sendChat(
  settings: CodeExpertSettings,
  model: string,
  request: ChatRequest,
): AsyncGenerator<ChatPiece, void> {
  const isChat = settings.api === "chat";
  const stops = [...(isChat ? [] : LLAMA2_STOPS), ...(request.stops ?? [])];
  const tokens = request.maxOutputTokens ?? settings.explanation.maxTokens;
  const events = eventStream(`${settings.url}/${isChat ? "chat/completions" : "completions"}`, {
    headers: requestHeaders(settings),
    timeoutMs: settings.timeoutMs,
    maxBytes: mostStreamBytes(tokens),
    signal: request.signal,
    read: (event) => (isChat ? readChat(chatEvent.parse(event)) : readText(textEvent.parse(event))),
    body: {
      model,
      ...(isChat
        ? { messages: request.messages }
        : { prompt: llama2Conversation(request.messages) }),
      max_tokens: tokens,
      ...samplingOf(settings, request),
      ...(stops.length === 0 ? {} : { stop: stops }),
      stream: true,
      stream_options: { include_usage: true },
    },
  });
  yield* endedAtBound(events, tokens);
}

function samplingOf({ explanation }: CodeExpertSettings, request: ChatRequest) {
  const { frequencyPenalty, seed } = request;
  return {
    temperature: request.temperature ?? explanation.temperature,
    top_p: request.topP ?? explanation.topP,
    ...(frequencyPenalty === undefined ? {} : { frequency_penalty: frequencyPenalty }),
    ...(seed === undefined ? {} : { seed }),
  };
}

/** A piece, with its thoughts counted. */
interface CountedPiece {
  piece: ChatPiece;
  characters: number;
}

function readChat({ choices, usage }: z.output<typeof chatEvent>): CountedPiece {
  const { delta, finish_reason } = choices?.[0] ?? {};
  const thoughts = delta?.reasoning_content ?? delta?.reasoning ?? "";
  const piece = pieceOf(delta?.content, finish_reason, usage);
  return { piece, characters: piece.text.length + thoughts.length };
}

function readText({ choices, usage }: z.output<typeof textEvent>): CountedPiece {
  const choice = choices?.[0];
  const piece = pieceOf(choice?.text, choice?.finish_reason, usage);
  return { piece, characters: piece.text.length };
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
