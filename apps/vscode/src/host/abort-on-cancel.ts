import type { CancellationToken } from "vscode";

/** A signal that aborts when VS Code's token is cancelled. */
export function abortOnCancel(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
