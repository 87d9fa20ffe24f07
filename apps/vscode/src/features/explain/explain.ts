import * as vscode from "vscode";
import type { Host } from "../../host/host.ts";
import { explanationsAreKept } from "../../settings/settings.ts";
import { codeUnderCursor } from "../shared/code-under-cursor.ts";
import { type Conversation, restoreConversation } from "./conversation.ts";
import { ExplainPanel, explainViewType } from "./explain-panel.ts";
import { KeptTalk } from "./kept-talk.ts";

/** Opens panels with explanations, and brings them back after a reload of the window. */
export class Explainer implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #host: Host;
  readonly #panels = new Set<ExplainPanel>();
  readonly #kept: KeptTalk;
  #isEnding = false;

  constructor(host: Host) {
    this.#host = host;
    this.#kept = new KeptTalk(host.context.workspaceState, explanationsAreKept);
    this.#reopen();
  }

  /**
   * Explains the code under the cursor, or what a lens or code action names.
   * @param question what to ask about it; empty for an explanation
   */
  async explain(argument?: unknown, question = ""): Promise<void> {
    const target = await codeUnderCursor(argument);
    if (!target) return;
    const { file, selection } = target;
    const panel = newPanel();
    const subject = { folder: file.folder.toString(), path: file.path, selection };
    await this.#open(panel, { subject, turns: [] }).ask(question);
  }

  /** What was shown before a reload is shown again; nothing is asked anew. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, kept: unknown): Promise<void> {
    // A browser may have written down the tab, and not yet what its page kept.
    const ofPage =
      restoreConversation(kept) ?? (this.#panels.size === 0 ? this.#kept.last() : null);
    if (ofPage) this.#open(panel, this.#kept.newest(ofPage));
    else panel.dispose();
  }

  dispose(): void {
    this.#isEnding = true;
    for (const panel of this.#panels) panel.dispose();
  }

  /** In a browser, the editor forgets a panel that was opened in the seconds before a reload. */
  #reopen(): void {
    const talk = this.#kept.last();
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const isThere = tabs.some(
      ({ input }) =>
        input instanceof vscode.TabInputWebview && input.viewType.endsWith(explainViewType),
    );
    if (talk && !isThere) this.#open(newPanel(), talk);
  }

  #open(panel: vscode.WebviewPanel, talk: Conversation): ExplainPanel {
    const name = this.#kept.newPanel();
    const keep = (now: Conversation) => this.#kept.keep(name, now);
    const opened = new ExplainPanel(this.#host, panel, talk, keep);
    this.#panels.add(opened);
    panel.onDidDispose(() => {
      this.#panels.delete(opened);
      if (!this.#isEnding) this.#kept.forget(name);
    });
    return opened;
  }
}

function newPanel(): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(
    explainViewType,
    "Explain",
    { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
    { enableScripts: true, enableFindWidget: true },
  );
}
