import * as vscode from "vscode";
import type { Host } from "../../host/host.ts";
import { codeUnderCursor } from "../shared/code-under-cursor.ts";
import { type Conversation, restoreConversation } from "./conversation.ts";
import { ExplainPanel, explainViewType } from "./explain-panel.ts";

/** Opens panels with explanations, and brings them back after a reload of the window. */
export class Explainer implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #host: Host;
  readonly #panels = new Set<ExplainPanel>();

  constructor(host: Host) {
    this.#host = host;
  }

  /**
   * Explains the code under the cursor, or what a lens or code action names.
   * @param question what to ask about it; empty for an explanation
   */
  async explain(argument?: unknown, question = ""): Promise<void> {
    const target = await codeUnderCursor(argument);
    if (!target) return;
    const { file, selection } = target;
    const panel = vscode.window.createWebviewPanel(
      explainViewType,
      "Explain",
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, enableFindWidget: true },
    );
    const subject = { folder: file.folder.toString(), path: file.path, selection };
    await this.#open(panel, { subject, turns: [] }).ask(question);
  }

  /** What was shown before a reload is shown again; nothing is asked anew. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, kept: unknown): Promise<void> {
    const talk = restoreConversation(kept);
    if (talk) this.#open(panel, talk);
    else panel.dispose();
  }

  dispose(): void {
    for (const panel of this.#panels) panel.dispose();
  }

  #open(panel: vscode.WebviewPanel, talk: Conversation): ExplainPanel {
    const opened = new ExplainPanel(this.#host, panel, talk);
    this.#panels.add(opened);
    panel.onDidDispose(() => this.#panels.delete(opened));
    return opened;
  }
}
