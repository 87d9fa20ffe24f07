import { z } from "zod";
import { eventsAreWanted } from "../../events/create-event-queue.ts";
import type { Host } from "../../host/host.ts";

const timeoutMs = 10_000;

/** Tells the gateway what became of a change that it proposed, or what a person said of an answer; nobody waits for it, and it may be lost. */
export function reportOutcome(
  host: Host,
  id: string,
  outcome: "applied" | "discarded" | "tests_passed" | "tests_failed" | "helpful" | "unhelpful",
): void {
  if (!eventsAreWanted() || !host.connection.mayAskUnasked()) return;
  const call = { path: "/v1/outcomes", body: { id, outcome }, timeoutMs };
  host.gateway.ask(call, z.unknown()).catch((error: unknown) => {
    host.log.debug({ error, outcome }, "an outcome was not told");
  });
}
