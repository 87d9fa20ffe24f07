import type * as vscode from "vscode";
import { startHost } from "./host/start-host.ts";
import { parts } from "./parts.ts";

/** VS Code calls it once, after it has started: every part registers what it offers, and nothing is asked of the network. */
export function activate(context: vscode.ExtensionContext): void {
  const host = startHost(context);
  for (const part of parts) {
    context.subscriptions.push(part.register(host));
    host.log.debug({ part: part.name }, "part is registered");
  }
}
