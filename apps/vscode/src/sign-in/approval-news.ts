import * as vscode from "vscode";

/**
 * The page on which a person approves this editor ends with a link back to it. The link carries no token and no code, so that
 * whatever else opens it gains nothing: it only says that asking again is worth it now.
 */
export class ApprovalNews implements vscode.UriHandler, vscode.Disposable {
  readonly #came = new vscode.EventEmitter<void>();

  handleUri(uri: vscode.Uri): void {
    if (uri.path === "/approved") this.#came.fire();
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
      const listening = this.#came.event(end);
      signal.addEventListener("abort", end);
    });
  }

  dispose(): void {
    this.#came.dispose();
  }
}
