import type { CompletionEvent, UsageRecorder } from "@devflow/usage";
import type { GatewayServices } from "../gateway-services.ts";
import { GatewayError } from "../http/gateway-error.ts";
import { defineRoute, type Route } from "../http/route.ts";
import { eventAnswer, eventQuery, eventRequest, type SentEvent } from "./event-schema.ts";

/** What became of completions in the editor. */
export function eventRoutes({ usage }: Pick<GatewayServices, "usage">): Route[] {
  return [
    defineRoute({
      method: "POST",
      path: "/v1/events",
      operation: "sendEvents",
      summary: "Tells what became of completions: shown, taken, dismissed, kept.",
      description:
        "The same event again changes nothing. One of somebody else's completion is refused, with all that came with it.",
      scope: "complete",
      rate: "event",
      query: eventQuery,
      body: eventRequest,
      answer: eventAnswer,
      errors: [404],
      async handle({ caller, query, body }) {
        const sent = "events" in body ? body.events : [body];
        await refuseForeign(usage, sent, caller.personId);
        for (const each of sent) {
          usage.event(toEvent(each, query.select_kind ?? null), caller.personId);
        }
        return { body: { events: sent.length } };
      },
    }),
  ];
}

/** A completion that nobody knows may be on its way from another process: the recorder waits for it. */
async function refuseForeign(
  usage: UsageRecorder,
  sent: readonly SentEvent[],
  personId: number,
): Promise<void> {
  const owners = await usage.ownersOf([...new Set(sent.map((each) => each.completion_id))]);
  for (const owner of owners.values()) {
    if (owner === personId) continue;
    throw new GatewayError(404, "There is no such completion of yours.", {
      code: "no_such_completion",
    });
  }
}

function toEvent(sent: SentEvent, kindOfQuery: "line" | null): CompletionEvent {
  const isPart = sent.type === "select" && (sent.select_kind ?? kindOfQuery) === "line";
  return {
    kind: isPart ? "partial" : sent.type,
    completionId: sent.completion_id,
    choiceIndex: sent.choice_index,
    viewId: sent.view_id ?? null,
    elapsedMs: sent.elapsed ?? null,
    acceptedChars: sent.accepted_chars ?? null,
    acceptedLines: sent.accepted_lines ?? null,
    retainedShare: sent.retained_share ?? null,
    clientMs: sent.client_ms ?? null,
    at: new Date(),
  };
}
