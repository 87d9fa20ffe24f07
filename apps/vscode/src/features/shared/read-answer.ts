import * as z from "zod";
import type { StreamEvent } from "../../gateway/gateway-client.ts";
import { GatewayError } from "../../gateway/gateway-error.ts";

/** What may be heard before the answer is complete. */
export interface Listener {
  /** All of the text that has come so far. */
  text?(sofar: string): void;
  progress?(step: { stage: string; done: number; total: number }): void;
}

const textEvent = z.object({ text: z.string() });
const progressEvent = z.object({ stage: z.string(), done: z.number(), total: z.number() });
const errorEvent = z.object({
  error: z.object({ message: z.string(), code: z.string().nullish() }),
});

/**
 * Reads a stream of the gateway to its end and gives the answer that its `done` event holds. Raises
 * GatewayError for an `error` event, and for a stream that ends without an answer.
 */
export async function readAnswer<T>(
  events: AsyncIterable<StreamEvent>,
  answer: z.ZodType<T>,
  listener: Listener = {},
): Promise<T> {
  let sofar = "";
  for await (const { event, data } of events) {
    const value = parseJson(data);
    if (event === "text") {
      sofar += textEvent.parse(value).text;
      listener.text?.(sofar);
    }
    if (event === "progress") listener.progress?.(progressEvent.parse(value));
    if (event === "error") throw told(value);
    if (event === "done") {
      const parsed = z.object({ answer }).safeParse(value);
      if (parsed.success) return parsed.data.answer;
      throw broken("The server's answer is not one that this extension reads.", parsed.error);
    }
  }
  throw broken("The server ended its answer halfway.");
}

function told(value: unknown): GatewayError {
  const parsed = errorEvent.safeParse(value);
  if (!parsed.success) return broken("The server failed and did not say why.");
  const { message, code } = parsed.data.error;
  return new GatewayError(message, { fault: "failed", code: code ?? null });
}

function broken(message: string, cause?: unknown): GatewayError {
  return new GatewayError(message, { fault: "unexpected", cause });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw broken("The server's answer is not one that this extension reads.");
  }
}
