import * as vscode from "vscode";
import { openDocument } from "../../files/current-text.ts";
import type { ReviewFinding } from "../shared/answers.ts";
import { codeOf, messageOf } from "./finding-words.ts";
import { followEdits, followText, type TrackedFinding } from "./tracked-findings.ts";

export const diagnosticSource = "DevFlow";

const severities: Record<ReviewFinding["severity"], vscode.DiagnosticSeverity> = {
  critical: vscode.DiagnosticSeverity.Error,
  high: vscode.DiagnosticSeverity.Warning,
  medium: vscode.DiagnosticSeverity.Information,
  low: vscode.DiagnosticSeverity.Hint,
};

/** The findings in a file, and the text of it that they were last seen to stand in. */
export interface FileFindings {
  tracked: TrackedFinding[];
  text: string;
}

/**
 * The findings of the last review among the editor's problems. They follow their lines while one types and where the
 * file changes while it is closed, and their file when it is renamed. They go when their lines change, when their file
 * goes, or when a newer review is shown.
 */
export class FindingDiagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection("devflow");
  readonly #files = new Map<string, FileFindings>();
  readonly #listeners: vscode.Disposable[];

  constructor() {
    this.#listeners = [
      this.#collection,
      vscode.workspace.onDidChangeTextDocument((event) => this.#follow(event)),
      vscode.workspace.onDidOpenTextDocument((document) => this.#check(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#remember(document)),
      vscode.workspace.onDidDeleteFiles(({ files }) => this.#forget(files)),
      vscode.workspace.onDidRenameFiles(({ files }) => this.#rename(files)),
    ];
  }

  /**
   * Shows the findings of a review in the place of the last one's; gives those that stand.
   * @param findings by the file, with the text that was reviewed; the person may have typed meanwhile
   * @param textOf the text of a file that is not open
   */
  async show(
    findings: ReadonlyMap<string, FileFindings>,
    textOf: (uri: vscode.Uri) => Promise<string | null>,
  ): Promise<TrackedFinding[]> {
    const now = new Map<string, string>();
    for (const name of findings.keys()) {
      const text = await textOf(vscode.Uri.parse(name));
      if (text !== null) now.set(name, text);
    }
    this.clear();
    return [...findings].flatMap(([name, file]) => {
      const uri = vscode.Uri.parse(name);
      const text = openDocument(uri)?.getText() ?? now.get(name);
      if (text === undefined) return [];
      const tracked = followText(file.tracked, file.text, text);
      this.#set(uri, { tracked, text });
      return tracked;
    });
  }

  /** The findings that touch some lines. */
  at(uri: vscode.Uri, range: vscode.Range): TrackedFinding[] {
    const { tracked = [] } = this.#files.get(uri.toString()) ?? {};
    return tracked.filter(
      ({ span }) => span.startLine <= range.end.line && span.endLine >= range.start.line,
    );
  }

  /** Takes one finding away. What is given back puts it there again, where its lines still are. */
  dismiss(uri: vscode.Uri, fingerprint: string): () => void {
    const file = this.#files.get(uri.toString());
    if (!file) return () => {};
    const [gone, left] = partition(file.tracked, fingerprint);
    const text = openDocument(uri)?.getText() ?? file.text;
    this.#set(uri, { tracked: left, text });
    return () => {
      const now = openDocument(uri)?.getText() ?? text;
      const others = this.#files.get(uri.toString())?.tracked ?? [];
      this.#set(uri, { tracked: [...others, ...followText(gone, text, now)], text: now });
    };
  }

  clear(): void {
    this.#files.clear();
    this.#collection.clear();
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
  }

  #follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const file = this.#files.get(document.uri.toString());
    if (!file || contentChanges.length === 0) return;
    const edits = contentChanges.map(({ range, text }) => ({
      startLine: range.start.line,
      startCharacter: range.start.character,
      endLine: range.end.line,
      endCharacter: range.end.character,
      text,
    }));
    this.#set(document.uri, { tracked: followEdits(file.tracked, edits), text: file.text });
  }

  /** The file may have changed while it was closed. */
  #check(document: vscode.TextDocument): void {
    const file = this.#files.get(document.uri.toString());
    if (!file) return;
    const text = document.getText();
    this.#set(document.uri, { tracked: followText(file.tracked, file.text, text), text });
  }

  #remember(document: vscode.TextDocument): void {
    const file = this.#files.get(document.uri.toString());
    if (file) file.text = document.getText();
  }

  #rename(renamed: readonly { oldUri: vscode.Uri; newUri: vscode.Uri }[]): void {
    for (const { oldUri, newUri } of renamed) {
      const [from, to] = [oldUri.toString(), newUri.toString()];
      for (const [name, file] of [...this.#files]) {
        if (name !== from && !name.startsWith(`${from}/`)) continue;
        this.#set(vscode.Uri.parse(name), { tracked: [], text: "" });
        // Where it is open, its findings were followed from key to key, and the text is that of then.
        const text = openDocument(vscode.Uri.parse(name))?.getText() ?? file.text;
        const uri = vscode.Uri.parse(to + name.slice(from.length));
        this.#set(uri, { tracked: file.tracked, text });
        const document = openDocument(uri);
        if (document) this.#check(document);
      }
    }
  }

  #forget(uris: readonly vscode.Uri[]): void {
    for (const uri of uris) {
      for (const name of [...this.#files.keys()]) {
        const isGone = name === uri.toString() || name.startsWith(`${uri.toString()}/`);
        if (isGone) this.#set(vscode.Uri.parse(name), { tracked: [], text: "" });
      }
    }
  }

  #set(uri: vscode.Uri, file: FileFindings): void {
    if (file.tracked.length === 0) this.#files.delete(uri.toString());
    else this.#files.set(uri.toString(), file);
    this.#collection.set(
      uri,
      file.tracked.map((each) => diagnosticOf(uri, each)),
    );
  }
}

function partition(
  tracked: readonly TrackedFinding[],
  fingerprint: string,
): [TrackedFinding[], TrackedFinding[]] {
  const isIt = ({ finding }: TrackedFinding) => finding.fingerprint === fingerprint;
  return [tracked.filter(isIt), tracked.filter((each) => !isIt(each))];
}

function diagnosticOf(
  uri: vscode.Uri,
  { finding, span, lines, edit }: TrackedFinding,
): vscode.Diagnostic {
  const first = lines[0] ?? "";
  const range = new vscode.Range(
    new vscode.Position(span.startLine, first.length - first.trimStart().length),
    new vscode.Position(span.endLine, lines.at(-1)?.length ?? 0),
  );
  const diagnostic = new vscode.Diagnostic(range, messageOf(finding), severities[finding.severity]);
  diagnostic.source = diagnosticSource;
  const { pull_request: said } = finding;
  diagnostic.code = said
    ? { value: `#${said.number}`, target: vscode.Uri.parse(said.url) }
    : codeOf(finding);
  const isElsewhere = edit && edit.span.startLine !== span.startLine;
  if (isElsewhere) {
    const at = new vscode.Location(uri, new vscode.Position(edit.span.startLine, 0));
    diagnostic.relatedInformation = [
      new vscode.DiagnosticRelatedInformation(at, "The suggestion changes these lines."),
    ];
  }
  return diagnostic;
}
