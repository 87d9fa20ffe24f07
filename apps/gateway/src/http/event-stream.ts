import { Readable } from "node:stream";
import type { Logger } from "@devflow/logging";
import { answerError, errorBody } from "./answer-error.ts";

/**
 * Server-sent events out of an iteration, each value one `data:` line. The status is out before the
 * first event, so a failure on the way is an event `{"error": …}` of its own, and then the end. Who
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
        yield `data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`;
      }
    } catch (thrown) {
      if (isGone(signal)) return;
      const answer = answerError(thrown);
      if (answer === null) logger.error({ err: thrown }, "a stream failed");
      const body = answer?.body ?? errorBody("Something went wrong here.", "server_error", "bug");
      yield `data: ${JSON.stringify(body)}\n\n`;
    }
  }
  return Readable.from(lines());
}

function isGone(signal: AbortSignal): boolean {
  return signal.aborted && signal.reason instanceof Error && signal.reason.name === "AbortError";
}
