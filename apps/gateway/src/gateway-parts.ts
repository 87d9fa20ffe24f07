import type { Engines } from "@devflow/engines";
import type { Doorkeeper } from "./http/doorkeeper.ts";

/** What the gateway runs on: the engines, and for tests somebody else at the door. */
export interface GatewayParts
  extends Pick<Engines, "settings" | "logger" | "database" | "queues" | "metrics" | "isReady"> {
  doorkeeper?: Doorkeeper;
}
