import * as vscode from "vscode";
import { abortOnCancel } from "../host/abort-on-cancel.ts";
import type { Host } from "../host/host.ts";
import type { ApprovalNews } from "./approval-news.ts";
import { awaitDeviceToken, type DeviceGrant, requestDeviceCode } from "./device-flow.ts";
import { nameOfToken } from "./name-of-token.ts";

const ways = [
  {
    label: "$(globe) In the browser",
    description: "opens the sign-in page of your server",
    way: "browser",
  },
  {
    label: "$(device-mobile) With a code",
    description: "on any device, for example when the editor runs on another machine",
    way: "code",
  },
  {
    label: "$(key) With a token",
    description: "from `devflow tokens create`",
    way: "token",
  },
] as const;

/** Lets the person choose how to sign in; the name they are known by, or null when they left it. */
export async function chooseSignIn(
  host: Host,
  news: ApprovalNews,
  server: string,
): Promise<string | null> {
  const chosen = await vscode.window.showQuickPick(ways, {
    title: `DevFlow: Sign In at ${server}`,
  });
  if (chosen === undefined) return null;
  const token =
    chosen.way === "token" ? await askForToken() : await byApproval(host, news, server, chosen.way);
  if (token === null) return null;
  // A token that the server does not know is not kept.
  const name = await nameOfToken(host.gateway, server, token);
  await host.session.signIn(server, token);
  host.log.info({ server }, "signed in");
  return name;
}

async function askForToken(): Promise<string | null> {
  const token = await vscode.window.showInputBox({
    title: "DevFlow: Sign In With a Token",
    prompt: "A personal token with the scopes complete, assist and search.",
    placeHolder: "dfp_…",
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^df[a-z]_\S+$/.test(text.trim()) ? null : "A token begins with dfp_.",
  });
  return token?.trim() ?? null;
}

function byApproval(
  host: Host,
  news: ApprovalNews,
  server: string,
  way: "browser" | "code",
): Promise<string> {
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true };
  return Promise.resolve(
    vscode.window.withProgress(options, async (progress, cancel) => {
      const signal = abortOnCancel(cancel);
      const grant = await requestDeviceCode(host.gateway, server, signal);
      progress.report({ message: `Approve the code ${grant.userCode} at ${grant.page}` });
      await showPage(grant, way);
      const pause = (ms: number) => news.pause(ms, signal);
      return await awaitDeviceToken(host.gateway, grant, pause, signal);
    }),
  );
}

async function showPage(grant: DeviceGrant, way: "browser" | "code"): Promise<void> {
  if (way === "browser") {
    await vscode.env.openExternal(vscode.Uri.parse(grant.completePage, true));
    return;
  }
  await vscode.env.clipboard.writeText(grant.userCode);
  const open = "Open Page";
  const text = `DevFlow: the code is ${grant.userCode} (copied). Enter it at ${grant.page}.`;
  void vscode.window.showInformationMessage(text, open).then((chosen) => {
    if (chosen === open) return vscode.env.openExternal(vscode.Uri.parse(grant.page, true));
    return undefined;
  });
}
