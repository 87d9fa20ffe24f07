import type * as vscode from "vscode";
import { Declarations } from "../context/declarations.ts";
import { pathOf, remoteOf, repositoryOf } from "../context/file-names.ts";
import type { RecentFiles } from "../context/recent-files.ts";
import type { Host } from "../host/host.ts";
import { completionTimeoutMs, contextSettings } from "../settings/settings.ts";
import type { Choice } from "./answer-cache.ts";
import { choicesOf, completionAnswer, completionBody } from "./completion-request.ts";
import type { Cursor } from "./cursor.ts";

/** What language servers have to say in time; who asks by a key waits longer. */
const declarationBudgetMs = { automatic: 60, manual: 300 };

export interface CompletionAsked {
  document: vscode.TextDocument;
  cursor: Cursor;
  isManual: boolean;
  signal: AbortSignal;
}

export interface CompletionGot {
  choices: Choice[];
  elapsedMs: number;
  /** The server had it from a cache: what it took says nothing of the expert. */
  isCached: boolean;
}

/** Asks the gateway for completions, with what is around them. */
export class CompletionSource {
  readonly #host: Host;
  readonly #recent: RecentFiles;
  readonly #declarations = new Declarations();

  constructor(host: Host, recent: RecentFiles) {
    this.#host = host;
    this.#recent = recent;
  }

  ask(asked: CompletionAsked): Promise<CompletionGot> {
    return this.#host.activity.during(async () => {
      const body = completionBody(await this.#question(asked));
      const { signal } = asked;
      const timeoutMs = completionTimeoutMs();
      const call = { path: "/v1/completions", body, signal, timeoutMs };
      const answer = await this.#host.gateway.ask(call, completionAnswer);
      this.#host.activity.noteLatency(answer.elapsedMs);
      const isCached = answer.source !== null && answer.source !== "expert";
      return {
        choices: choicesOf(answer.body, answer.elapsedMs),
        elapsedMs: answer.elapsedMs,
        isCached,
      };
    });
  }

  async #question({ document, cursor, isManual, signal }: CompletionAsked) {
    const settings = contextSettings();
    const budgetMs = isManual ? declarationBudgetMs.manual : declarationBudgetMs.automatic;
    const { line } = cursor.replaced.start;
    const { text, textStart, offset } = cursor;
    const repository = repositoryOf(document.uri);
    const declarations = settings.declarations
      ? await this.#declarations.of(document, cursor, budgetMs)
      : [];
    signal.throwIfAborted();
    return {
      language: cursor.language,
      isManual,
      ...{ text, textStart, offset },
      filepath: pathOf(document.uri),
      gitUrl: repository === null ? null : remoteOf(repository),
      declarations,
      edited: settings.recentEdits ? this.#recent.edited(document, line) : [],
      opened: settings.openedFiles ? this.#recent.opened(document) : [],
    };
  }
}
