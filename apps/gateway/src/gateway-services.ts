import type { Identity } from "@devflow/identity";
import type { GatewayParts } from "./gateway-parts.ts";

/** What routes answer from, opened once by `startGateway`. */
export interface GatewayServices {
  parts: GatewayParts;
  /** Who asks, and which repositories they may read. */
  identity: Identity;
}
