import type { GatewayParts } from "./gateway-parts.ts";

/** What routes answer from, opened once by `startGateway`. */
export interface GatewayServices {
  parts: GatewayParts;
}
