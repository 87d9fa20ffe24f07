import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import { RecentFiles } from "../context/recent-files.ts";
import { createEventQueue } from "../events/create-event-queue.ts";
import { RetainedTexts } from "../events/retained-texts.ts";
import { Showing, type ShownItem } from "../events/showing.ts";
import type { Host } from "../host/host.ts";
import type { Part } from "../host/part.ts";
import { CompletionSource } from "./completion-source.ts";
import { acceptedCommand } from "./inline-items.ts";
import { InlineProvider } from "./inline-provider.ts";
import { whyNotWantedIn } from "./is-wanted-in.ts";
import type { TextRange } from "./tracked-range.ts";

/** Inline completions, and what became of them. */
export const completionPart: Part = { name: "completions", register };

function register(host: Host): vscode.Disposable {
  const events = createEventQueue(host);
  const showing = new Showing(
    (event) => events.push(event),
    () => `view-${randomUUID()}`,
  );
  const retained = new RetainedTexts((event) => events.push(event), textOf);
  const recent = new RecentFiles();
  const provider = new InlineProvider({
    isOn: (document) => whyNotWantedIn(document, host.snooze) === null,
    mayAskUnasked: () => host.connection.mayAskUnasked(),
    source: new CompletionSource(host, recent),
    onShow: (_, [first]) => showing.show(first?.command?.arguments?.[0]),
  });
  const onAccepted = (item: ShownItem) => {
    const { viewId, offset } = showing.accept(item);
    provider.accepted.note(item.uri, offset + item.text.length);
    retained.follow({ ...item, viewId, start: offset });
    void vscode.commands.executeCommand("setContext", "devflow.hasAccepted", true);
  };
  return vscode.Disposable.from(
    recent,
    vscode.languages.registerInlineCompletionItemProvider({ pattern: "**" }, provider),
    vscode.commands.registerCommand(acceptedCommand, onAccepted),
    vscode.workspace.onDidChangeTextDocument((event) => {
      noteEdits(event, provider, showing, retained);
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
      // The same file may stand in another editor, too, whose cursor moves with what is typed above it.
      if (textEditor !== vscode.window.activeTextEditor) return;
      const [selection] = selections;
      const { document } = textEditor;
      const at = selection === undefined ? -1 : document.offsetAt(selection.active);
      showing.moveCursor(document.uri.toString(), at);
    }),
    vscode.window.onDidChangeActiveTextEditor(() => showing.hide()),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => retained.close(uri.toString())),
    vscode.workspace.onDidRenameFiles(({ files }) => {
      for (const { oldUri, newUri } of files) retained.rename(oldUri.toString(), newUri.toString());
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("devflow")) provider.forgetAnswers();
    }),
    host.session.onChange(() => provider.forgetAnswers()),
    { dispose: () => retained.dispose() },
    { dispose: () => events.close() },
  );
}

function noteEdits(
  { document, contentChanges }: vscode.TextDocumentChangeEvent,
  provider: InlineProvider,
  showing: Showing,
  retained: RetainedTexts,
): void {
  const uri = document.uri.toString();
  if (document === vscode.window.activeTextEditor?.document && contentChanges.length > 0) {
    provider.debouncer.noteKey(performance.now());
  }
  if (contentChanges.length > 0) provider.accepted.edit(uri);
  // From the bottom up the offset of each is right for the text that the ones before it left.
  const upwards = contentChanges.toSorted((one, other) => other.rangeOffset - one.rangeOffset);
  for (const { rangeOffset, rangeLength, text } of upwards) {
    const edit = { offset: rangeOffset, removed: rangeLength, inserted: text };
    showing.edit(uri, edit);
    retained.edit(uri, edit);
  }
}

function textOf(uri: string, { start, end }: TextRange): string | null {
  const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri);
  if (document === undefined) return null;
  return document.getText(new vscode.Range(document.positionAt(start), document.positionAt(end)));
}
