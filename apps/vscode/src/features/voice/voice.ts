import type * as vscode from "vscode";
import type { Host } from "../../host/host.ts";
import type { ProposalPreview } from "../patches/proposal-preview.ts";
import { codeUnderCursor } from "../shared/code-under-cursor.ts";
import { VoicePanel } from "./voice-panel.ts";

/** "Hey DevFlow": asks about the code under the cursor by voice. One panel at a time. */
export class VoiceCommand implements vscode.Disposable {
  readonly #host: Host;
  readonly #preview: ProposalPreview;
  #panel: VoicePanel | null = null;

  constructor(host: Host, preview: ProposalPreview) {
    this.#host = host;
    this.#preview = preview;
  }

  async listen(argument?: unknown): Promise<void> {
    const target = await codeUnderCursor(argument);
    if (!target) return;
    this.#panel?.dispose();
    const panel = new VoicePanel({ host: this.#host, preview: this.#preview, target });
    this.#panel = panel;
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = null;
    });
  }

  dispose(): void {
    this.#panel?.dispose();
  }
}
