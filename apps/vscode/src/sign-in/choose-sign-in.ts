import * as vscode from "vscode";
import { abortOnCancel } from "../host/abort-on-cancel.ts";
import type { Host } from "../host/host.ts";
import { redeemCode, requestBrowserSignIn } from "./browser-flow.ts";
import { type Callbacks, callbackAddress } from "./callbacks.ts";
import { awaitDeviceToken, type DeviceGrant, requestDeviceCode } from "./device-flow.ts";
import { nameOfToken } from "./name-of-token.ts";

const ways = [
  {
    label: "$(globe) In the browser",
    description: "opens the sign-in page of your server and comes back by itself",
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
  callbacks: Callbacks,
  server: string,
): Promise<string | null> {
  const chosen = await vscode.window.showQuickPick(ways, {
    title: `DevFlow: Sign In at ${server}`,
  });
  if (chosen === undefined) return null;
  const token = await tokenBy(chosen.way, { host, callbacks, server });
  if (token === null) return null;
  // A token that the server does not know is not kept.
  const name = await nameOfToken(host.gateway, server, token);
  await host.session.signIn(server, token);
  host.log.info({ server }, "signed in");
  return name;
}

interface Parts {
  host: Host;
  callbacks: Callbacks;
  server: string;
}

async function tokenBy(way: "browser" | "code" | "token", parts: Parts): Promise<string | null> {
  if (way === "token") return await askForToken();
  if (way === "code") return await byCode(parts, "typed");
  const outcome = await byBrowser(parts);
  return "token" in outcome ? outcome.token : await byCode(parts, outcome.page);
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

type BrowserOutcome =
  | { token: string }
  /** The browser cannot lead back to here: a code is the way, on a page that is opened or typed. */
  | { page: "opened" | "typed" };

const progressOptions = { location: vscode.ProgressLocation.Notification, cancellable: true };
/** Who needs longer types a password, or their browser does not know the editor's scheme. */
const patienceMs = 45_000;

function byBrowser({ host, callbacks, server }: Parts): Promise<BrowserOutcome> {
  return Promise.resolve(
    vscode.window.withProgress<BrowserOutcome>(progressOptions, async (progress, cancel) => {
      const signal = abortOnCancel(cancel);
      const callback = await callbackAddress(host.context.extension.id);
      const begun =
        callback && (await requestBrowserSignIn(host.gateway, { server, callback }, signal));
      if (!begun) {
        host.log.info({ server }, "no code is sent to this editor: signing in by a page");
        return { page: "opened" };
      }
      progress.report({ message: `Sign in at ${server} in your browser, and let the editor in` });
      const leaving = new AbortController();
      const waiting = callbacks.codes.wait(begun, AbortSignal.any([signal, leaving.signal]));
      try {
        // Nobody waits for it where the browser does not open.
        waiting.catch(() => {});
        if (!(await vscode.env.openExternal(vscode.Uri.parse(begun.page, true)))) {
          return { page: "typed" };
        }
        const wantsCode = offerCode(leaving.signal);
        const code = await Promise.race([waiting, wantsCode]);
        if (code === null) return { page: "typed" };
        return { token: await redeemCode(host.gateway, begun, code, signal) };
      } finally {
        leaving.abort();
      }
    }),
  );
}

/** After a while asks whether to go on by a code; null when the person wants that. */
function offerCode(ended: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    const timer = setTimeout(async () => {
      const words =
        "DevFlow: the browser has not come back yet. If it cannot, sign in with a code.";
      const useCode = "Use a Code";
      if ((await vscode.window.showInformationMessage(words, useCode)) === useCode) resolve(null);
    }, patienceMs);
    ended.addEventListener("abort", () => clearTimeout(timer));
  });
}

function byCode({ host, callbacks, server }: Parts, how: "opened" | "typed"): Promise<string> {
  return Promise.resolve(
    vscode.window.withProgress(progressOptions, async (progress, cancel) => {
      const signal = abortOnCancel(cancel);
      const grant = await requestDeviceCode(host.gateway, server, signal);
      progress.report({ message: `Approve the code ${grant.userCode} at ${grant.page}` });
      await showPage(grant, how);
      const pause = (ms: number) => callbacks.pause(ms, signal);
      return await awaitDeviceToken(host.gateway, grant, pause, signal);
    }),
  );
}

async function showPage(grant: DeviceGrant, how: "opened" | "typed"): Promise<void> {
  if (how === "opened") {
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
