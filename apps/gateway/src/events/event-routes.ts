import type { Caller } from "@devflow/identity";
import type { CompletionEvent } from "@devflow/usage";
import type { GatewayServices } from "../gateway-services.ts";
import { GatewayError } from "../http/gateway-error.ts";
import { defineRoute, type Route } from "../http/route.ts";
import { eventAnswer, eventQuery, eventRequest, type SentEvent } from "./event-schema.ts";

const path = "/v1/events";

/** What became of completions in the editor. */
export function eventRoutes(services: Pick<GatewayServices, "usage" | "audit">): Route[] {
  return [
    defineRoute({
      method: "POST",
      path,
      operation: "sendEvents",
      summary: "Tells what became of completions: shown, taken, dismissed, kept.",
      description:
        "The same event again changes nothing. Those of somebody else's completions are left out, and refused where there are no others.",
      scope: "complete",
      rate: "event",
      query: eventQuery,
      body: eventRequest,
      answer: eventAnswer,
      errors: [404],
      async handle({ caller, query, body }) {
        const sent = "events" in body ? body.events : [body];
        const own = await withoutForeign(services, sent, caller);
        for (const each of own) {
          services.usage.event(toEvent(each, query.select_kind ?? null), caller.personId);
        }
        return { body: { events: own.length } };
      },
    }),
  ];
}

/**
 * An editor whose person changed sends what waited of the one before with what is new. A completion that nobody knows
 * may be on its way from another process: the recorder waits for it.
 */
async function withoutForeign(
  { usage, audit }: Pick<GatewayServices, "usage" | "audit">,
  sent: readonly SentEvent[],
  { personId, name }: Caller,
): Promise<readonly SentEvent[]> {
  const owners = await usage.ownersOf([...new Set(sent.map((each) => each.completion_id))]);
  const own = sent.filter((each) => (owners.get(each.completion_id) ?? personId) === personId);
  const code = "no_such_completion";
  if (own.length === 0)
    throw new GatewayError(404, "There is no such completion of yours.", { code });
  if (own.length < sent.length) {
    const details = { person: personId };
    audit.count({ actor: name, action: "access.refused", subject: path, details }, { [code]: 1 });
  }
  return own;
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
