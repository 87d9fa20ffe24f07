import * as vscode from "vscode";
import { mayBeSent } from "../files/may-be-sent.ts";
import { pathOf } from "./file-names.ts";
import { RecentPlaces } from "./recent-places.ts";
import { maxSnippetChars, type Snippet } from "./snippet.ts";

const maxEdited = 3;
const maxOpened = 5;

/** What was edited and looked at last: the best guess at what the code being typed is about. */
export class RecentFiles implements vscode.Disposable {
  readonly #edited = new RecentPlaces();
  readonly #seen = new RecentPlaces();
  readonly #watch: vscode.Disposable;

  constructor() {
    this.#watch = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument((event) => this.#noteEdits(event)),
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) =>
        this.#noteView(textEditor),
      ),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#noteView(editor)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#edited.forget(uri.toString())),
    );
  }

  /** Places that were edited last, without those near the cursor, which the prompt has anyway. */
  edited(document: vscode.TextDocument, line: number): Snippet[] {
    const far = this.#edited.all().filter((place) => {
      const isHere = place.uri === document.uri.toString();
      return !isHere || Math.abs(place.startLine - line) > 60;
    });
    return snippetsOf(far, maxEdited);
  }

  /** What was visible of the files that were open last. */
  opened(document: vscode.TextDocument): Snippet[] {
    const others = this.#seen.all().filter((place) => place.uri !== document.uri.toString());
    const newest = others.filter(
      (place, index) => others.findIndex(({ uri }) => uri === place.uri) === index,
    );
    return snippetsOf(newest, maxOpened);
  }

  dispose(): void {
    this.#watch.dispose();
  }

  #noteEdits({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (!mayBeSent(document.uri)) return;
    for (const { range, text } of contentChanges) {
      const lines = text.split("\n").length - 1;
      // Something rewrote the file: a formatter, a checkout.
      if (lines > 200) continue;
      this.#edited.note(document.uri.toString(), range.start.line, range.start.line + lines);
    }
  }

  #noteView(editor: vscode.TextEditor | undefined): void {
    const range = editor?.visibleRanges[0];
    if (editor === undefined || range === undefined || !mayBeSent(editor.document.uri)) return;
    this.#seen.note(editor.document.uri.toString(), range.start.line, range.end.line);
  }
}

function snippetsOf(places: ReturnType<RecentPlaces["all"]>, max: number): Snippet[] {
  const snippets: Snippet[] = [];
  for (const place of places) {
    if (snippets.length === max) break;
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === place.uri);
    // What is a secret may have been set since.
    if (document === undefined || !mayBeSent(document.uri)) continue;
    const body = document
      .getText(new vscode.Range(Math.max(0, place.startLine - 2), 0, place.endLine + 3, 0))
      .slice(0, maxSnippetChars);
    const filepath = pathOf(document.uri);
    if (filepath === null || body.trim() === "") continue;
    snippets.push({ filepath, body, score: 1 / (snippets.length + 1) });
  }
  return snippets;
}
