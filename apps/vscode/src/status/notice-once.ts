import * as vscode from "vscode";
import type { ConnectionState } from "../connection/connection.ts";
import type { Host } from "../host/host.ts";
import { plainWords } from "../host/plain-words.ts";

/** What only a person can put right. An absent server is told of by the status bar alone. */
const noticed = new Set<ConnectionState>(["signed_out", "unexpected"]);
const told = new Set<string>();

/** Tells of a cause once in a session; the status bar tells of it all the time. */
export function noticeOncePerCause(host: Host, state: ConnectionState): void {
  const { why } = host.connection;
  // Being signed out without an answer of the server is how everybody begins: the walkthrough leads on.
  if (!noticed.has(state) || why === "" || told.has(`${state} ${why}`)) return;
  told.add(`${state} ${why}`);
  void tell(state, why);
}

async function tell(state: ConnectionState, message: string): Promise<void> {
  const isSignedOut = state === "signed_out";
  const label = isSignedOut ? "Sign In" : "Set Server Address";
  const command = isSignedOut ? "devflow.signIn" : "devflow.setServer";
  const chosen = await vscode.window.showWarningMessage(plainWords(`DevFlow: ${message}`), label);
  if (chosen === label) await vscode.commands.executeCommand(command);
}
