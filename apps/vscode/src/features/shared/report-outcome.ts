import * as z from "zod";
import { eventsAreWanted } from "../../events/create-event-queue.ts";
import type { Host } from "../../host/host.ts";

const timeoutMs = 10_000;

/** In the words of `POST /v1/outcomes`. */
export type Outcome =
  | ("applied" | "discarded" | "undone" | "tests_passed" | "tests_failed")
  | ("helpful" | "unhelpful");

/** Tells the gateway what became of a change that it proposed, or what a person said of an answer; nobody waits for it, and it may be lost. */
export function reportOutcome(host: Host, id: string, outcome: Outcome): void {
  if (!eventsAreWanted() || !host.connection.mayAskUnasked()) return;
  const call = { path: "/v1/outcomes", body: { id, outcome }, timeoutMs };
  host.gateway.ask(call, z.unknown()).catch((error: unknown) => {
    host.log.debug({ error, outcome }, "an outcome was not told");
  });
}
