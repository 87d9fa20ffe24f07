import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { eventsAreWanted } from "../../events/create-event-queue.ts";
import type { Host } from "../../host/host.ts";
import { assistTimeoutMs } from "../../settings/settings.ts";
import { explanation } from "../shared/answers.ts";
import { fileToSend, repositoryOf } from "../shared/files-to-send.ts";
import { readAnswer } from "../shared/read-answer.ts";
import { reportOutcome } from "../shared/report-outcome.ts";
import { begin, type Conversation, historyOf, judge, titleOf, withLast } from "./conversation.ts";
import { openPlace } from "./open-place.ts";
import { type PanelMessage, type PanelUpdate, panelMessage } from "./panel-messages.ts";
import { panelPage } from "./panel-page.ts";
import { viewOfTurn } from "./view-of-turn.ts";

export const explainViewType = "devflow.explain";

/** Redrawing more often than this shows nobody more. */
const REDRAW_MS = 60;

/** One explanation with its follow-ups, in a panel beside the code. Closing it ends what is under way. */
export class ExplainPanel implements vscode.Disposable {
  readonly #host: Host;
  readonly #panel: vscode.WebviewPanel;
  readonly #keep: (talk: Conversation) => Conversation;
  #talk: Conversation;
  #running: AbortController | null = null;
  #redraw: NodeJS.Timeout | null = null;
  #isClosed = false;

  /** @param keep told of the conversation as it goes on; gives as much of it as the page may keep */
  constructor(
    host: Host,
    panel: vscode.WebviewPanel,
    talk: Conversation,
    keep: (talk: Conversation) => Conversation,
  ) {
    this.#host = host;
    this.#panel = panel;
    this.#keep = keep;
    this.#talk = talk;
    panel.title = `Explain ${titleOf(talk.subject)}`;
    const { webview } = panel;
    const media = vscode.Uri.joinPath(host.context.extensionUri, "media");
    panel.iconPath = vscode.Uri.joinPath(media, "icon.png");
    webview.options = { enableScripts: true, localResourceRoots: [media] };
    webview.onDidReceiveMessage((message) => this.#receive(message));
    panel.onDidDispose(() => {
      this.#isClosed = true;
      this.#stop();
      if (this.#redraw) clearTimeout(this.#redraw);
    });
    webview.html = panelPage({
      scriptUri: String(webview.asWebviewUri(vscode.Uri.joinPath(media, "explain.js"))),
      styleUri: String(webview.asWebviewUri(vscode.Uri.joinPath(media, "explain.css"))),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString("hex"),
    });
  }

  /** Asks; with no question for an explanation. What was under way is stopped. */
  async ask(question: string): Promise<void> {
    this.#stop();
    const running = new AbortController();
    this.#running = running;
    this.#talk = begin(this.#talk, question);
    this.#show();
    try {
      const { activity } = this.#host;
      const answer = await activity.during(() => this.#answerTo(question, running.signal));
      this.#settle(running, {
        state: "answered",
        answer: answer.text,
        model: answer.model,
        id: answer.id,
        citations: answer.citations,
      });
    } catch (thrown) {
      if (running.signal.aborted) return;
      this.#host.log.warn({ err: thrown }, "an explanation failed");
      this.#settle(running, {
        state: "failed",
        problem: thrown instanceof Error ? thrown.message : String(thrown),
      });
    }
  }

  dispose(): void {
    this.#stop();
    this.#panel.dispose();
  }

  async #answerTo(question: string, signal: AbortSignal) {
    const { folder, path, selection } = this.#talk.subject;
    const file = { folder: vscode.Uri.parse(folder), path };
    const body = {
      repository: repositoryOf(file.folder),
      files: [await fileToSend(file, selection)],
      turns: historyOf(this.#talk),
      ...(question === "" ? {} : { question }),
      stream: true,
    };
    const call = { path: "/v1/explain", body, signal, timeoutMs: assistTimeoutMs() };
    const stream = await this.#host.gateway.open(call);
    return await readAnswer(stream.events, explanation, {
      text: (answer) => {
        if (signal.aborted) return;
        this.#talk = withLast(this.#talk, { answer, model: stream.model });
        this.#redraw ??= setTimeout(() => this.#showLast(), REDRAW_MS);
      },
    });
  }

  #settle(running: AbortController, change: Parameters<typeof withLast>[1]): void {
    if (this.#running !== running) return;
    this.#running = null;
    this.#talk = withLast(this.#talk, change);
    this.#show();
  }

  #stop(): void {
    if (!this.#running) return;
    this.#running.abort();
    this.#running = null;
    this.#talk = withLast(this.#talk, { state: "stopped" });
  }

  #receive(received: unknown): void {
    const parsed = panelMessage.safeParse(received);
    if (!parsed.success) return;
    this.#do(parsed.data).catch((error: unknown) => {
      this.#host.log.warn({ error }, "the panel of an explanation failed");
    });
  }

  async #do(message: PanelMessage): Promise<void> {
    switch (message.type) {
      case "ready":
        return this.#show();
      case "ask":
        return await this.ask(message.question);
      case "again":
        return await this.#again();
      case "stop":
        this.#stop();
        return this.#show();
      case "copy":
        return await vscode.env.clipboard.writeText(message.text);
      case "copyAnswer":
        return await vscode.env.clipboard.writeText(this.#talk.turns[message.index]?.answer ?? "");
      case "judge":
        return this.#judge(message.index, message.judged);
      case "open":
        return await openPlace(vscode.Uri.parse(this.#talk.subject.folder), message);
    }
  }

  #judge(index: number, judged: "helpful" | "unhelpful"): void {
    const told = judge(this.#talk, index, judged);
    if (told === null) return;
    this.#talk = told.talk;
    reportOutcome(this.#host, told.id, judged);
    this.#show();
  }

  /** Asks the newest question once more in the place of its failed or stopped answer. */
  async #again(): Promise<void> {
    const last = this.#talk.turns.at(-1);
    if (!last || last.state === "answering") return;
    this.#talk = { ...this.#talk, turns: this.#talk.turns.slice(0, -1) };
    await this.ask(last.question);
  }

  #show(): void {
    if (this.#redraw) clearTimeout(this.#redraw);
    this.#redraw = null;
    const { subject, turns } = this.#talk;
    this.#post({
      type: "show",
      title: titleOf(subject),
      subject: {
        path: subject.path,
        startLine: subject.selection?.startLine ?? null,
        endLine: subject.selection?.endLine ?? null,
      },
      turns: turns.map((turn) => viewOfTurn(turn, eventsAreWanted())),
      kept: this.#keep(this.#talk),
    });
  }

  #showLast(): void {
    this.#redraw = null;
    const last = this.#talk.turns.at(-1);
    if (last)
      this.#post({
        type: "turn",
        index: this.#talk.turns.length - 1,
        turn: viewOfTurn(last, false),
      });
  }

  #post(update: PanelUpdate): void {
    // The page of a closed panel cannot even be asked for: VS Code throws.
    if (this.#isClosed) return;
    void this.#panel.webview.postMessage(update);
  }
}
