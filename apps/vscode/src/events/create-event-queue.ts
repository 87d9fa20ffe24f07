import * as vscode from "vscode";
import * as z from "zod";
import { GatewayError } from "../gateway/gateway-error.ts";
import type { Host } from "../host/host.ts";
import { eventsSwitch } from "../settings/settings.ts";
import { EventQueue } from "./event-queue.ts";
import { KeptEvents } from "./kept-events.ts";
import { type UsageEvent, wireEventOf } from "./usage-event.ts";

const timeoutMs = 10_000;

/** Events go to the gateway and nowhere else: they hold no code, only what became of a completion. */
export function createEventQueue(host: Host): EventQueue {
  const kept = new KeptEvents(host.context.workspaceState);
  const queue = new EventQueue({
    send: (events) => send(host, events),
    maySend: () => host.connection.mayAskUnasked(),
    isWanted: eventsAreWanted,
    keep: (events) => kept.write(events),
  });
  queue.restore(kept.read());
  return queue;
}

/**
 * `telemetry.telemetryLevel` is about what goes to makers of software; these stay in the house. It is followed
 * all the same unless the setting says otherwise, since who switches it off expects silence.
 */
export function eventsAreWanted(): boolean {
  const wanted = eventsSwitch();
  return wanted === "always" || (wanted === "follow" && vscode.env.isTelemetryEnabled);
}

async function send(host: Host, events: readonly UsageEvent[]): Promise<void> {
  const call = { path: "/v1/events", body: { events: events.map(wireEventOf) }, timeoutMs };
  try {
    await host.gateway.ask(call, z.unknown());
  } catch (thrown) {
    // What the server refuses now it refuses tomorrow, too.
    if (!(thrown instanceof GatewayError && thrown.fault === "refused")) throw thrown;
  }
}
