import * as vscode from "vscode";
import type { Host } from "../../host/host.ts";
import { plainWords } from "../../host/plain-words.ts";
import { showFailure } from "../../host/show-failure.ts";

export interface Work {
  /** Aborted by the person, or when the extension ends. */
  signal: AbortSignal;
  /** Says in the notice what is being done now. */
  say(step: string): void;
}

/**
 * What a person asked for and waits for. Each piece of work has a notice with a button that cancels
 * it; whoever cancels is told nothing more, and a failure is told once. At its end nothing runs on.
 */
export class RunningWork implements vscode.Disposable {
  readonly #host: Host;
  readonly #running = new Set<AbortController>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** Does it; undefined when it was cancelled or failed. */
  async run<T>(
    title: string,
    work: (work: Work) => Promise<T>,
    location = vscode.ProgressLocation.Notification,
  ): Promise<T | undefined> {
    const controller = new AbortController();
    this.#running.add(controller);
    const options = { location, title: plainWords(`DevFlow: ${title}`), cancellable: true };
    try {
      return await vscode.window.withProgress(options, async (progress, token) => {
        const cancelled = token.onCancellationRequested(() => controller.abort());
        const say = (message: string) => progress.report({ message: plainWords(message) });
        const { signal } = controller;
        try {
          return await this.#host.activity.during(() => work({ signal, say }));
        } finally {
          cancelled.dispose();
        }
      });
    } catch (thrown) {
      if (!controller.signal.aborted) void showFailure(this.#host, thrown);
      return undefined;
    } finally {
      this.#running.delete(controller);
    }
  }

  dispose(): void {
    for (const controller of this.#running) controller.abort();
  }
}
