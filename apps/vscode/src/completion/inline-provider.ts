import * as vscode from "vscode";
import { abortOnCancel } from "../host/abort-on-cancel.ts";
import { fixedDebounceMs } from "../settings/settings.ts";
import { AcceptedPlace } from "./accepted-place.ts";
import { Answers } from "./answers.ts";
import type { CompletionSource } from "./completion-source.ts";
import { type Cursor, cursorOf } from "./cursor.ts";
import { Debouncer } from "./debouncer.ts";
import { itemsOf } from "./inline-items.ts";
import { whyNotAsk } from "./when-to-ask.ts";

export interface InlineProviderOptions {
  /** Whether completions are wanted in this document, and may be. */
  isOn(document: vscode.TextDocument): boolean;
  mayAskUnasked(): boolean;
  source: Pick<CompletionSource, "ask">;
  /** Told of what is returned, the first of it being what is shown. */
  onShow(cursor: Cursor, items: readonly vscode.InlineCompletionItem[]): void;
}

/** A cursor and the document that it is in. */
interface Question extends Cursor {
  document: vscode.TextDocument;
}

/**
 * What VS Code asks with every key, and cancels with the next.
 *
 * Race accepted: an answer that arrives in the same moment as the next key is kept for that key and counted as
 * neither seen nor dismissed.
 */
export class InlineProvider implements vscode.InlineCompletionItemProvider {
  readonly debouncer = new Debouncer();
  readonly accepted = new AcceptedPlace();
  readonly #options: InlineProviderOptions;
  readonly #answers: Answers<Question>;

  constructor(options: InlineProviderOptions) {
    this.#options = options;
    this.#answers = new Answers({
      ask: (question, isManual, signal) => this.#ask(question, isManual, signal),
      mayAskUnasked: () => options.mayAskUnasked(),
      pauseMs: (question) => fixedDebounceMs() ?? this.debouncer.delayMs(momentOf(question)),
    });
  }

  forgetAnswers(): void {
    this.#answers.forget();
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
    const question = { ...cursor, document };
    const choices = await this.#answers.of(question, isManual, abortOnCancel(token));
    if (token.isCancellationRequested) return [];
    const items = itemsOf(cursor, choices);
    if (items.length > 0) this.#options.onShow(cursor, items);
    return items;
  }

  /** What fails is in the log and in the status bar: while typing nothing else tells of it. */
  async #ask(question: Question, isManual: boolean, signal: AbortSignal) {
    const { document } = question;
    const asked = { document, cursor: question, isManual, signal };
    const answer = await this.#options.source.ask(asked);
    if (!answer.isCached) this.debouncer.noteAnswer(answer.elapsedMs);
    // With the line ends of the document, in which one types on what it says. The server cannot know them of one line.
    const choices = answer.choices.map((choice) => ({
      ...choice,
      text: choice.text.replace(/\r?\n/g, question.eol),
    }));
    return { choices };
  }
}

function momentOf({ place: { before, after, isDocumentEnd } }: Cursor) {
  return { before: before.slice(-1), isLineEnd: after.trim() === "", isDocumentEnd };
}
