import * as vscode from "vscode";
import { symbolsOf } from "../shared/code-under-cursor.ts";
import { blocks } from "../shared/enclosing-symbol.ts";
import { locate } from "../shared/located-file.ts";

const lenses = [
  ["Explain", "devflow.explain"],
  ["Tests", "devflow.generateTests"],
  ["Document", "devflow.document"],
] as const;

/** Above each function and class, where `devflow.codeLens.enabled` says so: Explain, Tests, Document. */
export class Lenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #watch = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration("devflow.codeLens")) this.#changed.fire();
  });
  readonly onDidChangeCodeLenses = this.#changed.event;

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const settings = vscode.workspace.getConfiguration("devflow", document);
    if (!settings.get<boolean>("codeLens.enabled", false) || !locate(document.uri)) return [];
    const symbols = await symbolsOf(document.uri);
    return blocks(symbols).flatMap(({ span }) => {
      const range = new vscode.Range(span.startLine - 1, 0, span.endLine, 0);
      const target = { uri: document.uri, range };
      return lenses.map(
        ([title, command]) => new vscode.CodeLens(range, { title, command, arguments: [target] }),
      );
    });
  }

  dispose(): void {
    this.#watch.dispose();
    this.#changed.dispose();
  }
}

export const actionKind = vscode.CodeActionKind.RefactorRewrite.append("devflow");

/**
 * The commands in the menu of the light bulb: about problems under the cursor and about a selection.
 * Nothing where there is neither, so that the bulb does not burn on every line.
 */
export const actionProvider: vscode.CodeActionProvider = {
  provideCodeActions(document, range, context) {
    if (!locate(document.uri)) return [];
    const actions: vscode.CodeAction[] = [];
    const [problem] = context.diagnostics.filter(({ source }) => source !== "DevFlow");
    if (problem) {
      const target = { uri: document.uri, range: problem.range };
      const question = `Why does this say "${problem.message.slice(0, 500)}", and how is it put right?`;
      const kind = vscode.CodeActionKind.QuickFix;
      actions.push(action("Explain this problem", kind, "devflow.explain", [target, question]));
    }
    if (range.isEmpty && context.triggerKind !== vscode.CodeActionTriggerKind.Invoke)
      return actions;
    const target = range.isEmpty ? [] : [{ uri: document.uri, range }];
    actions.push(
      action("Explain", actionKind, "devflow.explain", target),
      action("Refactor…", actionKind, "devflow.refactor", target),
      action("Document", actionKind, "devflow.document", target),
      action("Generate tests", actionKind, "devflow.generateTests", target),
    );
    return actions;
  },
};

function action(
  words: string,
  kind: vscode.CodeActionKind,
  command: string,
  args: unknown[],
): vscode.CodeAction {
  const title = `DevFlow: ${words}`;
  const made = new vscode.CodeAction(title, kind);
  made.command = { title, command, arguments: args };
  return made;
}
