import type { ExtensionContext } from "vscode";
import type { GatewayClient } from "../gateway/gateway-client.ts";
import type { Log } from "./log.ts";

/** What every part may use. */
export interface Host {
  readonly context: ExtensionContext;
  /** The output channel "DevFlow". Never gets code, prompts or tokens. */
  readonly log: Log;
  readonly gateway: GatewayClient;
}
