import * as vscode from "vscode";
import type { Host } from "../host/host.ts";
import type { Part } from "../host/part.ts";
import { plainWords } from "../host/plain-words.ts";
import { isCancellation, showFailure } from "../host/show-failure.ts";
import { serverUrl } from "../settings/settings.ts";
import { AccountProvider } from "./account-provider.ts";
import { Callbacks } from "./callbacks.ts";
import { chooseSignIn } from "./choose-sign-in.ts";
import { signOutAt } from "./sign-out.ts";

/** Signing in and out: by commands, from the Accounts menu, and links that lead back to the editor. */
export const signInPart: Part = { name: "sign-in", register };

function register(host: Host): vscode.Disposable {
  const callbacks = new Callbacks();
  const provider = new AccountProvider(host, callbacks);
  const options = { supportsMultipleAccounts: false };
  return vscode.Disposable.from(
    callbacks,
    provider,
    vscode.window.registerUriHandler(callbacks),
    vscode.authentication.registerAuthenticationProvider("devflow", "DevFlow", provider, options),
    vscode.commands.registerCommand("devflow.signIn", () => signIn(host, callbacks)),
    vscode.commands.registerCommand("devflow.signOut", () => signOut(host)),
  );
}

async function signIn(host: Host, callbacks: Callbacks): Promise<void> {
  const server = serverUrl();
  if (server === null) {
    await vscode.commands.executeCommand("devflow.setServer");
    if (serverUrl() !== null) await signIn(host, callbacks);
    return;
  }
  try {
    const name = await chooseSignIn(host, callbacks, server);
    if (name === null) return;
    void vscode.window.showInformationMessage(
      plainWords(`DevFlow: signed in as ${name} at ${server}.`),
    );
  } catch (thrown) {
    if (!isCancellation(thrown)) await showFailure(host, thrown);
  }
}

async function signOut(host: Host): Promise<void> {
  const server = serverUrl();
  if (server === null || !(await host.session.isSignedIn())) return;
  const isEnded = await signOutAt(host, server);
  const more = isEnded ? "" : " It did not answer, so the token ends there by itself.";
  void vscode.window.showInformationMessage(plainWords(`DevFlow: signed out at ${server}.${more}`));
}
