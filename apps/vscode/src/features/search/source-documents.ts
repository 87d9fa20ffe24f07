import * as vscode from "vscode";
import type { SearchHit } from "../shared/answers.ts";

const scheme = "devflow-source";
/** Of texts that are kept while their documents may be open. */
const MAX_KEPT = 50;

/** Shows what was found in repositories that are not in the workspace, as documents to read. */
export class SourceDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);

  /** The address of a hit's text; its path tells repository, commit and lines. */
  uriFor({ repository, commit, path, start_line, end_line, text }: SearchHit): vscode.Uri {
    const uri = vscode.Uri.from({
      scheme,
      path: `/${repository}/${commit.slice(0, 8)}/${path}`,
      query: `lines=${start_line}-${end_line}`,
    });
    this.#texts.delete(uri.toString());
    this.#texts.set(uri.toString(), text);
    const [oldest] = this.#texts.keys();
    if (this.#texts.size > MAX_KEPT && oldest !== undefined) this.#texts.delete(oldest);
    return uri;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? "Search again to see this code.";
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
