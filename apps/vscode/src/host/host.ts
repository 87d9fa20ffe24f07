import type { ExtensionContext } from "vscode";
import type { Snooze } from "../completion/snooze.ts";
import type { Connection } from "../connection/connection.ts";
import type { GatewayClient } from "../gateway/gateway-client.ts";
import type { Session } from "../sign-in/session.ts";
import type { Activity } from "../status/activity.ts";
import type { Log } from "./log.ts";

/** What every part may use. */
export interface Host {
  readonly context: ExtensionContext;
  /** The output channel "DevFlow". Never gets code, prompts or tokens. */
  readonly log: Log;
  /** Brings the output channel to the front. */
  showLog(): void;
  readonly gateway: GatewayClient;
  /** How things stand with the server, and whether unasked calls may go. */
  readonly connection: Connection;
  /** Wrap what takes time in `activity.during`, so that the status bar tells of it. */
  readonly activity: Activity;
  readonly session: Session;
  readonly snooze: Snooze;
}
