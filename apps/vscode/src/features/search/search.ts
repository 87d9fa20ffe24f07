import * as vscode from "vscode";
import { isSecretFile } from "../../files/may-be-sent.ts";
import type { Host } from "../../host/host.ts";
import { assistTimeoutMs } from "../../settings/settings.ts";
import { type SearchHit, searchAnswer } from "../shared/answers.ts";
import { repositoryOf } from "../shared/files-to-send.ts";
import { runningGitApi } from "../shared/git-api.ts";
import { locate, uriOf } from "../shared/located-file.ts";
import { type HitItem, isSameRepository, itemsOfHits } from "./items-of-hits.ts";
import { SourceDocuments } from "./source-documents.ts";

/** After the last key; people who type on want no list in between. */
const DEBOUNCE_MS = 200;
const MIN_QUERY_CHARACTERS = 3;
const LIMIT = 20;

/** Searches what the server has indexed, with results while one types, and shows them beside the list. */
export class CodeSearch implements vscode.Disposable {
  readonly #host: Host;
  readonly #documents = new SourceDocuments();
  #open: vscode.QuickPick<HitItem> | null = null;
  #hasShown = false;
  /** Counts what was chosen to be shown: of several only the newest is. */
  #wanted = 0;
  #showing: Promise<void> = Promise.resolve();

  constructor(host: Host) {
    this.#host = host;
  }

  /** Lets the person search, beginning with what is selected. */
  async search(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const before = editor && { document: editor.document, selection: editor.selection };
    this.#hasShown = false;
    const chosen = await this.#ask(selectedWords(editor));
    if (chosen) await this.#show(chosen.hit, false);
    else {
      // What is still on its way to be shown would be shown last.
      this.#wanted += 1;
      await this.#showing;
      // Only then: to show a document takes the focus from whatever was opened since.
      if (before && this.#hasShown) await this.#restore(before.document, before.selection);
    }
  }

  dispose(): void {
    this.#open?.dispose();
    this.#documents.dispose();
  }

  async #ask(query: string): Promise<HitItem | undefined> {
    const pick = vscode.window.createQuickPick<HitItem>();
    this.#open = pick;
    pick.title = "DevFlow: search the code base";
    pick.placeholder = "What the code does, or a name in it";
    pick.matchOnDescription = true;
    pick.matchOnDetail = true;
    let running: AbortController | null = null;
    let timer: NodeJS.Timeout | null = null;
    const stop = () => {
      if (timer) clearTimeout(timer);
      running?.abort();
      running = null;
    };
    const ask = (typed: string) => {
      stop();
      if (typed.trim().length < MIN_QUERY_CHARACTERS) {
        pick.busy = false;
        pick.items = [];
        return;
      }
      const own = new AbortController();
      running = own;
      pick.busy = true;
      timer = setTimeout(() => void this.#find(pick, typed.trim(), own.signal), DEBOUNCE_MS);
    };
    try {
      return await new Promise((resolve) => {
        pick.onDidChangeValue(ask);
        pick.onDidChangeActive(([item]) => {
          if (item) void this.#show(item.hit, true);
        });
        pick.onDidAccept(() => resolve(pick.selectedItems[0]));
        pick.onDidHide(() => resolve(undefined));
        // Before it is shown: what is typed at once is not overwritten.
        pick.value = query;
        pick.show();
        if (query !== "") ask(query);
      });
    } finally {
      stop();
      pick.dispose();
      this.#open = null;
    }
  }

  async #find(pick: vscode.QuickPick<HitItem>, query: string, signal: AbortSignal): Promise<void> {
    try {
      const call = { path: "/v1/search", body: { query, limit: LIMIT }, signal };
      const answer = await this.#host.gateway.ask(
        { ...call, timeoutMs: assistTimeoutMs() },
        searchAnswer,
      );
      if (signal.aborted) return;
      const items = itemsOfHits(answer.body.hits, ownRepository());
      // The server ranks by meaning: what the list would filter out by letters stays.
      pick.items = items.map((item) => ({ ...item, alwaysShow: true }));
      const nothing = answer.body.note ?? "nothing was found";
      pick.title = items.length === 0 ? `DevFlow: ${nothing}` : "DevFlow: search the code base";
    } catch (thrown) {
      if (signal.aborted) return;
      pick.items = [];
      pick.title = `DevFlow: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
    } finally {
      if (!signal.aborted) pick.busy = false;
    }
  }

  /** One after the other: the one that was chosen last is shown last. */
  #show(hit: SearchHit, isPreview: boolean): Promise<void> {
    const wanted = ++this.#wanted;
    const isWanted = () => wanted === this.#wanted;
    this.#showing = this.#showing.then(() => this.#showIf(isWanted, hit, isPreview));
    return this.#showing;
  }

  async #showIf(isWanted: () => boolean, hit: SearchHit, isPreview: boolean): Promise<void> {
    const inWorkspace = isWanted() ? await workspaceFile(hit) : null;
    if (!isWanted()) return;
    this.#hasShown = true;
    const uri = inWorkspace ?? this.#documents.uriFor(hit);
    const first = inWorkspace ? hit.start_line - 1 : 0;
    const selection = new vscode.Range(first, 0, first, 0);
    try {
      const options = { preview: true, preserveFocus: isPreview, selection };
      const editor = await vscode.window.showTextDocument(uri, options);
      editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    } catch (thrown) {
      this.#host.log.warn({ path: hit.path, err: thrown }, "a search result could not be shown");
    }
  }

  async #restore(document: vscode.TextDocument, selection: vscode.Selection): Promise<void> {
    if (document.isClosed) return;
    await vscode.window.showTextDocument(document, { selection });
  }
}

function selectedWords(editor: vscode.TextEditor | undefined): string {
  const mayBegin = editor && vscode.workspace.isTrusted && !isSecretFile(editor.document.uri);
  const text = mayBegin ? editor.document.getText(editor.selection) : "";
  return text.includes("\n") ? "" : text.trim().slice(0, 200);
}

/** The repository of the open file, else of the first folder. */
function ownRepository(): string | null {
  const document = vscode.window.activeTextEditor?.document;
  const folder =
    (document && locate(document.uri)?.folder) ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder ? repositoryOf(folder) : null;
}

/** The file of the workspace that a hit is of; null where its repository is not open, or the file is gone. */
async function workspaceFile(hit: SearchHit): Promise<vscode.Uri | null> {
  for (const folder of foldersOf(hit.repository)) {
    const uri = uriOf({ folder, path: hit.path });
    try {
      await vscode.workspace.fs.stat(uri);
      return uri;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

/** By its remotes; without git, by the name of a folder. */
function foldersOf(repository: string): vscode.Uri[] {
  const git = runningGitApi();
  const byRemote = (git?.repositories ?? [])
    .filter(({ state }) =>
      state.remotes.some(({ fetchUrl }) => fetchUrl && isSameRepository(fetchUrl, repository)),
    )
    .map(({ rootUri }) => rootUri);
  const name = repository.split("/").at(-1);
  const byName = (vscode.workspace.workspaceFolders ?? []).filter((each) => each.name === name);
  return [...byRemote, ...byName.map(({ uri }) => uri)];
}
