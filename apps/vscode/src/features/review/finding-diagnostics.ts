import * as vscode from "vscode";
import type { ReviewFinding } from "../shared/answers.ts";
import { openDocument } from "../shared/located-file.ts";
import { codeOf, messageOf } from "./finding-words.ts";
import { followEdits, stillStanding, type TrackedFinding } from "./tracked-findings.ts";

export const diagnosticSource = "DevFlow";

const severities: Record<ReviewFinding["severity"], vscode.DiagnosticSeverity> = {
  critical: vscode.DiagnosticSeverity.Error,
  high: vscode.DiagnosticSeverity.Warning,
  medium: vscode.DiagnosticSeverity.Information,
  low: vscode.DiagnosticSeverity.Hint,
};

/**
 * The findings of the last review among the editor's problems. They follow their lines while one types, and go
 * when their lines change, when their file goes, or when a newer review is shown.
 */
export class FindingDiagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection("devflow");
  readonly #tracked = new Map<string, TrackedFinding[]>();
  readonly #listeners: vscode.Disposable[];

  constructor() {
    this.#listeners = [
      this.#collection,
      vscode.workspace.onDidChangeTextDocument((event) => this.#follow(event)),
      vscode.workspace.onDidOpenTextDocument((document) => this.#check(document)),
      vscode.workspace.onDidDeleteFiles(({ files }) => this.#forget(files)),
      vscode.workspace.onDidRenameFiles(({ files }) =>
        this.#forget(files.map((each) => each.oldUri)),
      ),
    ];
  }

  /** Shows the findings of a review in the place of the last one's; gives how many stand. */
  show(findings: ReadonlyMap<string, TrackedFinding[]>): number {
    this.clear();
    let count = 0;
    for (const [name, tracked] of findings) {
      // The person may have typed while the review ran.
      const document = openDocument(vscode.Uri.parse(name));
      const standing = document ? stillStanding(tracked, document.getText()) : tracked;
      count += standing.length;
      this.#set(vscode.Uri.parse(name), standing);
    }
    return count;
  }

  /** The findings that touch some lines. */
  at(uri: vscode.Uri, range: vscode.Range): TrackedFinding[] {
    const tracked = this.#tracked.get(uri.toString()) ?? [];
    return tracked.filter(
      ({ span }) => span.startLine <= range.end.line && span.endLine >= range.start.line,
    );
  }

  /** Takes one finding away. */
  dismiss(uri: vscode.Uri, fingerprint: string): void {
    const tracked = this.#tracked.get(uri.toString()) ?? [];
    this.#set(
      uri,
      tracked.filter(({ finding }) => finding.fingerprint !== fingerprint),
    );
  }

  clear(): void {
    this.#tracked.clear();
    this.#collection.clear();
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
  }

  #follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const tracked = this.#tracked.get(document.uri.toString());
    if (!tracked || contentChanges.length === 0) return;
    const edits = contentChanges.map(({ range, text }) => ({
      startLine: range.start.line,
      startCharacter: range.start.character,
      endLine: range.end.line,
      endCharacter: range.end.character,
      text,
    }));
    this.#set(document.uri, followEdits(tracked, edits));
  }

  #check(document: vscode.TextDocument): void {
    const tracked = this.#tracked.get(document.uri.toString());
    if (tracked) this.#set(document.uri, stillStanding(tracked, document.getText()));
  }

  #forget(uris: readonly vscode.Uri[]): void {
    for (const uri of uris) {
      for (const name of this.#tracked.keys()) {
        const isGone = name === uri.toString() || name.startsWith(`${uri.toString()}/`);
        if (isGone) this.#set(vscode.Uri.parse(name), []);
      }
    }
  }

  #set(uri: vscode.Uri, tracked: TrackedFinding[]): void {
    if (tracked.length === 0) this.#tracked.delete(uri.toString());
    else this.#tracked.set(uri.toString(), tracked);
    this.#collection.set(
      uri,
      tracked.map((each) => diagnosticOf(uri, each)),
    );
  }
}

function diagnosticOf(
  uri: vscode.Uri,
  { finding, span, lines, edit }: TrackedFinding,
): vscode.Diagnostic {
  const first = lines[0] ?? "";
  const range = new vscode.Range(
    span.startLine,
    first.length - first.trimStart().length,
    span.endLine,
    lines.at(-1)?.length ?? 0,
  );
  const diagnostic = new vscode.Diagnostic(range, messageOf(finding), severities[finding.severity]);
  diagnostic.source = diagnosticSource;
  diagnostic.code = codeOf(finding);
  const isElsewhere = edit && edit.span.startLine !== span.startLine;
  if (isElsewhere) {
    const at = new vscode.Location(uri, new vscode.Position(edit.span.startLine, 0));
    diagnostic.relatedInformation = [
      new vscode.DiagnosticRelatedInformation(at, "The suggestion changes these lines."),
    ];
  }
  return diagnostic;
}
