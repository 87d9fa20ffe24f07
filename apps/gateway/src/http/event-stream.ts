import { Readable } from "node:stream";
import type { Logger } from "@devflow/logging";
import { answerError, errorBody } from "./answer-error.ts";

/**
 * Server-sent events out of an iteration, each value one `data:` line. The status is out before the
 * first event, so a failure on the way is an event `error` with `{"error": …}`, and then the end. Who
 * goes away ends the iteration.
 */
export function eventStream(
  events: AsyncIterable<unknown>,
  logger: Logger,
  signal: AbortSignal,
): Readable {
  async function* lines(): AsyncGenerator<string> {
    try {
      for await (const event of events) {
        yield lineOf(event);
      }
    } catch (thrown) {
      if (isGone(signal)) return;
      const answer = answerError(thrown);
      if (answer === null) logger.error({ err: thrown }, "a stream failed");
      const body = answer?.body ?? errorBody("Something went wrong here.", "server_error", "bug");
      yield `event: error\n${lineOf(body)}`;
    }
  }
  return Readable.from(lines());
}

/** An event that says its type has it as its name too, so that clients may listen for it. */
function lineOf(event: unknown): string {
  if (typeof event === "string") return `data: ${event}\n\n`;
  const isNamed = typeof event === "object" && event !== null && "type" in event;
  const name = isNamed ? `event: ${String(event.type)}\n` : "";
  return `${name}data: ${JSON.stringify(event)}\n\n`;
}

function isGone(signal: AbortSignal): boolean {
  return signal.aborted && signal.reason instanceof Error && signal.reason.name === "AbortError";
}
