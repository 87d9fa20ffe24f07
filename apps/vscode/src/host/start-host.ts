import * as vscode from "vscode";
import { Snooze } from "../completion/snooze.ts";
import { Connection } from "../connection/connection.ts";
import { type CompanyFetch, createCompanyFetch } from "../gateway/company-fetch.ts";
import { createGatewayClient } from "../gateway/create-gateway-client.ts";
import { certificatesAreChecked, serverUrl } from "../settings/settings.ts";
import { Session } from "../sign-in/session.ts";
import { Activity } from "../status/activity.ts";
import type { Host } from "./host.ts";
import { createLog, type Log } from "./log.ts";

/** Makes what all parts share. */
export function startHost(context: vscode.ExtensionContext): Host {
  const channel = vscode.window.createOutputChannel("DevFlow", { log: true });
  const log = createLog(channel);
  const connection = new Connection();
  const session = new Session(context.secrets);
  const gateway = createGatewayClient({
    server: serverUrl,
    token: (server) => session.token(server),
    userAgent: userAgentOf(context),
    fetch: companyFetch(log),
    onOutcome(call, fault, elapsedMs) {
      if (call.server === undefined) connection.note(fault);
      const fields = { path: call.path, ms: Math.round(elapsedMs), fault: fault?.fault ?? "none" };
      if (fault === null) log.debug(fields, "the server answered");
      else log.warn({ ...fields, why: fault.message }, "the server gave no answer");
    },
  });
  context.subscriptions.push(
    channel,
    session,
    session.onChange(() => connection.reset()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("devflow.server")) connection.reset();
    }),
  );
  const showLog = () => channel.show(true);
  const activity = new Activity();
  return { context, log, showLog, gateway, connection, activity, session, snooze: new Snooze() };
}

function companyFetch(log: Log): CompanyFetch {
  return createCompanyFetch({
    fetch: () => globalThis.fetch,
    isStrict: certificatesAreChecked,
    onUnchecked: (server) =>
      log.warn({ server }, "the certificate is not checked, as http.proxyStrictSSL is off"),
  });
}

/** For example `vscode/1.107.0 devflow/0.1.0`: by it the server tells editors apart. */
function userAgentOf(context: vscode.ExtensionContext): string {
  const { version }: { version: string } = context.extension.packageJSON;
  return `vscode/${vscode.version} devflow/${version}`;
}
