import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { Host } from "../../host/host.ts";
import { assistTimeoutMs } from "../../settings/settings.ts";
import { openPlace } from "../explain/open-place.ts";
import { renderMarkdown } from "../explain/render-markdown.ts";
import type { ProposalPreview } from "../patches/proposal-preview.ts";
import type { FileToSend } from "../shared/answers.ts";
import type { CodeTarget } from "../shared/code-under-cursor.ts";
import { fileName } from "../shared/file-name.ts";
import { fileToSend, repositoryOf } from "../shared/files-to-send.ts";
import { reportOutcome } from "../shared/report-outcome.ts";
import { wordsFor } from "../shared/words-for.ts";
import {
  contentTypeOf,
  MAX_AUDIO_BYTES,
  soundAddress,
  soundFiles,
  type VoiceAnswer,
  voiceAnswer,
  voiceMessage,
} from "./voice-answer.ts";
import { voicePage } from "./voice-page.ts";

interface Parts {
  host: Host;
  preview: ProposalPreview;
  target: CodeTarget;
}

/**
 * Takes what is said about the code under the cursor, and shows what came of it. The microphone belongs to
 * the page; where the editor gives it none, a sound file is chosen.
 */
export class VoicePanel implements vscode.Disposable {
  readonly #parts: Parts;
  readonly #panel: vscode.WebviewPanel;
  #running: AbortController | null = null;
  #answer: VoiceAnswer | null = null;
  #problem = "";
  #isClosed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    const media = vscode.Uri.joinPath(parts.host.context.extensionUri, "media");
    this.#panel = vscode.window.createWebviewPanel(
      "devflow.voice",
      "Hey DevFlow",
      { viewColumn: vscode.ViewColumn.Beside },
      { enableScripts: true, localResourceRoots: [media] },
    );
    const { webview } = this.#panel;
    this.#panel.iconPath = vscode.Uri.joinPath(media, "icon.png");
    webview.onDidReceiveMessage((message) => {
      this.#receive(message).catch((error: unknown) => {
        parts.host.log.warn({ error }, "the panel of the voice command failed");
      });
    });
    this.#panel.onDidDispose(() => {
      this.#isClosed = true;
      this.#running?.abort();
    });
    webview.html = voicePage({
      scriptUri: String(webview.asWebviewUri(vscode.Uri.joinPath(media, "voice.js"))),
      styleUri: String(webview.asWebviewUri(vscode.Uri.joinPath(media, "explain.css"))),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString("hex"),
    });
  }

  onDidDispose(listener: () => void): void {
    this.#panel.onDidDispose(listener);
  }

  dispose(): void {
    this.#running?.abort();
    this.#panel.dispose();
  }

  async #receive(received: unknown): Promise<void> {
    const { data: message } = voiceMessage.safeParse(received);
    if (message?.type === "ready") this.#show();
    if (message?.type === "stop") this.#running?.abort();
    if (message?.type === "choose") await this.#choose();
    if (message?.type === "open") await openPlace(this.#parts.target.file.folder, message);
    if (message?.type === "recorded") {
      await this.#ask(new Uint8Array(message.bytes), message.contentType, "speech.webm");
    }
  }

  async #choose(): Promise<void> {
    const [uri] =
      (await vscode.window.showOpenDialog({
        title: "What you say, as a sound file",
        filters: { Sound: [...soundFiles] },
      })) ?? [];
    if (!uri) return;
    const bytes = await vscode.workspace.fs.readFile(uri);
    await this.#ask(bytes, contentTypeOf(uri.path), fileName(uri.path));
  }

  async #ask(bytes: Uint8Array, contentType: string, name: string): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.#answer = null;
    this.#problem = bytes.length > MAX_AUDIO_BYTES ? "It is longer than 25 MB." : "";
    if (this.#problem !== "") this.#running = null;
    this.#show();
    if (this.#problem !== "") return;
    const { activity } = this.#parts.host;
    const { file, selection } = this.#parts.target;
    let files: FileToSend[] = [];
    try {
      files = [await fileToSend(file, selection)];
      const sound = new File([Uint8Array.from(bytes)], name, { type: contentType });
      this.#answer = await activity.during(() => this.#send(sound, files, running.signal));
    } catch (thrown) {
      if (!running.signal.aborted)
        this.#problem = thrown instanceof Error ? thrown.message : String(thrown);
    }
    if (this.#running !== running) return;
    this.#running = null;
    this.#show();
    if (this.#answer) await this.#propose(this.#answer, files);
  }

  async #send(
    sound: File,
    files: readonly FileToSend[],
    signal: AbortSignal,
  ): Promise<VoiceAnswer> {
    const { host, target } = this.#parts;
    const repository = repositoryOf(target.file.folder);
    const body = new FormData();
    body.set("request", JSON.stringify({ repository, files }));
    body.set("audio", sound);
    const call = { path: "/v1/voice", body, signal, timeoutMs: assistTimeoutMs() };
    return (await host.gateway.ask(call, voiceAnswer)).body;
  }

  /** A change that was asked for aloud is shown before it is written, as any other. */
  async #propose(
    { id, patch, transcript }: VoiceAnswer,
    files: readonly FileToSend[],
  ): Promise<void> {
    if (!patch) return;
    const { host, preview, target } = this.#parts;
    const outcome = await preview.show({
      answerId: id,
      title: `Hey DevFlow: ${transcript.slice(0, 60)}`,
      folder: target.file.folder,
      // As it was sent: who typed on while it was listened to shall not lose that.
      sent: files.map(({ path, text }) => ({ path, text })),
      files: patch.files.map(({ path: at, text, is_new }) => ({ path: at, text, isNew: is_new })),
    });
    reportOutcome(host, id, outcome);
  }

  #show(): void {
    // The page of a closed panel cannot even be asked for: VS Code throws.
    if (this.#isClosed) return;
    void this.#panel.webview.postMessage({
      about: `About ${wordsFor(this.#parts.target)}`,
      isBusy: this.#running !== null,
      problem: this.#problem,
      said: this.#answer?.transcript ?? "",
      html: this.#answer ? renderMarkdown(this.#answer.text, this.#answer.citations) : "",
      sound: soundAddress(this.#answer?.audio ?? null),
    });
  }
}
