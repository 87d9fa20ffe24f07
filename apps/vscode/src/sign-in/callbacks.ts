import * as vscode from "vscode";
import { AwaitedCodes } from "./browser-flow.ts";

/** Where the gateway's page leads back to: fixed, since the gateway sends codes to no other address. */
const callbackPath = "/signed-in";

/**
 * Links to the extension. `/signed-in` carries the code of a sign-in that began here. `/approved` carries nothing, and only says that asking
 * for the token of an approved code is worth it now.
 */
export class Callbacks implements vscode.UriHandler, vscode.Disposable {
  readonly codes = new AwaitedCodes();
  readonly #approved = new vscode.EventEmitter<void>();

  handleUri(uri: vscode.Uri): void {
    if (uri.path === "/approved") this.#approved.fire();
    if (uri.path === callbackPath) this.codes.take(uri.query);
  }

  /** Ends after so many milliseconds, when the person came back to the editor, or when it was aborted. */
  pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        listening.dispose();
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      const listening = this.#approved.event(end);
      signal.addEventListener("abort", end);
    });
  }

  dispose(): void {
    this.#approved.dispose();
  }
}

/**
 * The address at which this very window takes the code, as a browser on this machine opens it: of the editor's own scheme, or, where
 * the editor runs in a browser, a page of its server. Null where the editor knows none.
 */
export async function callbackAddress(extensionId: string): Promise<string | null> {
  const own = vscode.Uri.from({
    scheme: vscode.env.uriScheme,
    authority: extensionId,
    path: callbackPath,
  });
  try {
    // Without escapes beyond those that it has: what is in its query is read as a query.
    return (await vscode.env.asExternalUri(own)).toString(true);
  } catch {
    return null;
  }
}
