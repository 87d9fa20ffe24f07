import type * as vscode from "vscode";
import { followSecretFiles } from "./files/server-secret-files.ts";
import { startHost } from "./host/start-host.ts";
import { parts } from "./parts.ts";

/** VS Code calls it once, after it has started: every part registers what it offers, and nothing is asked of the network. */
export function activate(context: vscode.ExtensionContext): void {
  const host = startHost(context);
  context.subscriptions.push(followSecretFiles(host));
  for (const part of parts) {
    context.subscriptions.push(part.register(host));
    host.log.debug({ part: part.name }, "part is registered");
  }
}
