import * as vscode from "vscode";
import { createGatewayClient } from "../gateway/create-gateway-client.ts";
import type { Host } from "./host.ts";
import { createLog } from "./log.ts";
import { readServerUrl } from "./server-url.ts";
import { readToken } from "./token-store.ts";

/** Makes what all parts share. */
export function startHost(context: vscode.ExtensionContext): Host {
  const channel = vscode.window.createOutputChannel("DevFlow", { log: true });
  const log = createLog(channel);
  context.subscriptions.push(channel);
  const gateway = createGatewayClient({
    server: readServerUrl,
    token: (server) => readToken(context.secrets, server),
    userAgent: userAgentOf(context),
    onOutcome(call, fault, elapsedMs) {
      const fields = { path: call.path, ms: Math.round(elapsedMs), fault: fault?.fault ?? "none" };
      log.debug(fields, "the gateway was asked");
    },
  });
  return { context, log, gateway };
}

/** For example `vscode/1.107.0 devflow/0.1.0`: by it the server tells editors apart. */
function userAgentOf(context: vscode.ExtensionContext): string {
  const { version } = context.extension.packageJSON as { version: string };
  return `vscode/${vscode.version} devflow/${version}`;
}
