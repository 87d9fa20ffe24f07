import * as vscode from "vscode";
import { abortOnCancel } from "../host/abort-on-cancel.ts";
import { isCancellation } from "../host/show-failure.ts";
import { fixedDebounceMs } from "../settings/settings.ts";
import { AcceptedPlace } from "./accepted-place.ts";
import { AnswerCache, type Choice } from "./answer-cache.ts";
import type { CompletionSource } from "./completion-source.ts";
import { type Cursor, cursorOf } from "./cursor.ts";
import { Debouncer } from "./debouncer.ts";
import { itemsOf } from "./inline-items.ts";
import { whyNotAsk } from "./when-to-ask.ts";

/**
 * Wanted: typing is never waited for; an answer that is known is shown at once; one request at a time is under
 * way, and it ends with the interest in it.
 *
 * Design: in this order: is it on here, is this a good place, is an answer known, may the server be asked,
 * has typing paused. VS Code cancels its token with the next key; that ends the wait, the gathering of context and the
 * request, whose connection closes, so that the gateway stops the expert.
 *
 * Race accepted: an answer that arrives in the same moment as the next key is kept for that key and counted as
 * neither seen nor dismissed.
 */
export interface InlineProviderOptions {
  /** Whether completions are wanted in this document, and may be. */
  isOn(document: vscode.TextDocument): boolean;
  mayAskUnasked(): boolean;
  source: CompletionSource;
  /** Told of what is returned, the first of it being what is shown. */
  onShow(cursor: Cursor, items: readonly vscode.InlineCompletionItem[]): void;
}

export class InlineProvider implements vscode.InlineCompletionItemProvider {
  readonly debouncer = new Debouncer();
  readonly accepted = new AcceptedPlace();
  readonly #options: InlineProviderOptions;
  #cache = new AnswerCache();

  constructor(options: InlineProviderOptions) {
    this.#options = options;
  }

  /** Another server, another person: what was answered before is theirs, and so is what is on its way. */
  forgetAnswers(): void {
    this.#cache = new AnswerCache();
  }

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    if (!this.#options.isOn(document)) return [];
    const isManual = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
    const cursor = cursorOf(document, position, context.selectedCompletionInfo);
    const isJustAccepted = this.accepted.isAt(cursor.uri, cursor.offset);
    if (!isManual && (whyNotAsk(cursor.place) !== null || isJustAccepted)) return [];
    const choices = await this.#choices(document, cursor, isManual, token);
    if (token.isCancellationRequested) return [];
    const items = itemsOf(cursor, choices);
    if (items.length > 0) this.#options.onShow(cursor, items);
    return items;
  }

  async #choices(
    document: vscode.TextDocument,
    cursor: Cursor,
    isManual: boolean,
    token: vscode.CancellationToken,
  ): Promise<readonly Choice[]> {
    const cache = this.#cache;
    const known = cache.find(cursor);
    // Who asks by a key wants more than what is shown already.
    if (known !== null && !(isManual && known.length < 2)) return known;
    if (!isManual && !(await this.#paused(cursor, token))) return [];
    try {
      const signal = abortOnCancel(token);
      const asked = await this.#options.source.ask({ document, cursor, isManual, signal });
      if (!asked.isCached) this.debouncer.noteAnswer(asked.elapsedMs);
      const choices = distinct([...(known ?? []), ...asked.choices]);
      cache.store(cursor, choices);
      return choices;
    } catch (thrown) {
      if (isCancellation(thrown) || token.isCancellationRequested) return [];
      // The client has logged it and the status bar says it: while typing nothing else does.
      return known ?? [];
    }
  }

  /** Whether typing paused long enough, and the server may be asked. */
  async #paused(cursor: Cursor, token: vscode.CancellationToken): Promise<boolean> {
    if (!this.#options.mayAskUnasked()) return false;
    const { before, after, isDocumentEnd } = cursor.place;
    const moment = { before: before.slice(-1), isLineEnd: after.trim() === "", isDocumentEnd };
    return await wait(fixedDebounceMs() ?? this.debouncer.delayMs(moment), token);
  }
}

/** False when it was cancelled meanwhile. */
function wait(ms: number, token: vscode.CancellationToken): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), ms);
    token.onCancellationRequested(() => {
      clearTimeout(timer);
      resolve(false);
    });
  });
}

function distinct(choices: readonly Choice[]): Choice[] {
  return choices.filter(
    ({ text }, index) => choices.findIndex((other) => other.text === text) === index,
  );
}
