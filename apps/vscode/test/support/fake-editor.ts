/** The fake with what happens in an editor: documents that are open, and events of them that a test fires. */

import type { FakeDocument, Position } from "./fake-vscode.ts";
import * as fake from "./fake-vscode.ts";

export * from "./fake-vscode.ts";

class Happening<T> {
  readonly #listeners = new Set<(event: T) => void>();

  readonly on = (listener: (event: T) => void) => {
    this.#listeners.add(listener);
    return new Disposable(() => this.#listeners.delete(listener));
  };

  fire(event: T): void {
    for (const listener of this.#listeners) listener(event);
  }
}

export class Disposable {
  readonly dispose: () => void;

  constructor(dispose: () => void) {
    this.dispose = dispose;
  }

  static from(...all: { dispose(): void }[]): Disposable {
    return new Disposable(() => {
      for (const each of all) each.dispose();
    });
  }
}

export const Uri = {
  parse: (text: string) => {
    const { protocol, pathname } = new URL(text);
    return {
      ...{ scheme: protocol.slice(0, -1), path: pathname, fsPath: pathname },
      toString: () => text,
    };
  },
  joinPath: (folder: { toString(): string }, ...parts: string[]) =>
    Uri.parse([folder.toString(), ...parts].join("/")),
};
type FakeUri = ReturnType<typeof Uri.parse>;

export class TabInputWebview {
  readonly viewType: string;

  constructor(viewType: string) {
    this.viewType = viewType;
  }
}

export const TextDocumentChangeReason = { Undo: 1, Redo: 2 } as const;

export interface Change {
  rangeOffset: number;
  rangeLength: number;
  text: string;
}

export const happens = {
  change: new Happening<{
    document: FakeDocument;
    contentChanges: readonly Change[];
    reason?: number;
  }>(),
  select: new Happening<{ textEditor: object; selections: { active: Position }[] }>(),
  rename: new Happening<{ files: { oldUri: FakeUri; newUri: FakeUri }[] }>(),
  delete: new Happening<{ files: FakeUri[] }>(),
  create: new Happening<{ files: FakeUri[] }>(),
  openDocument: new Happening<FakeDocument>(),
  closeDocument: new Happening<FakeDocument>(),
  configure: new Happening<{ affectsConfiguration(name: string): boolean }>(),
  other: new Happening<never>(),
};

export class EventEmitter<T> {
  readonly #happening = new Happening<T>();
  readonly event = this.#happening.on;

  fire(event: T): void {
    this.#happening.fire(event);
  }

  dispose(): void {}
}

export const FileType = { File: 1, Directory: 2, SymbolicLink: 64 } as const;
/** What is on disk: a text, or what else a name is of. */
export const disk = new Map<string, string | number>();
/** What is among the problems, by the file. */
export const problems = new Map<string, Diagnostic[]>();

export const DiagnosticSeverity = { Error: 0, Warning: 1, Information: 2, Hint: 3 } as const;

export class Diagnostic {
  readonly range: { start: Position; end: Position };
  readonly message: string;
  code: unknown;

  constructor(startOf: Diagnostic["range"], message: string) {
    this.range = startOf;
    this.message = message;
  }
}

/** Documents that are open. */
export const open: FakeDocument[] = [];
/** What the extension registered, by its name. */
export const commandsOf = new Map<string, (...args: never[]) => unknown>();
export const providers: unknown[] = [];

export const workspace = {
  ...fake.workspace,
  textDocuments: open,
  fs: {
    async readFile(uri?: FakeUri): Promise<Uint8Array> {
      const text = disk.get(String(uri));
      if (typeof text === "string") return new TextEncoder().encode(text);
      throw new Error("there is no such file");
    },
    async stat(uri: FakeUri): Promise<{ type: number }> {
      const file = disk.get(String(uri));
      if (file === undefined) throw new Error("there is no such file");
      return { type: typeof file === "string" ? FileType.File : file };
    },
  },
  getWorkspaceFolder: () => undefined,
  onDidChangeTextDocument: happens.change.on,
  onDidRenameFiles: happens.rename.on,
  onDidDeleteFiles: happens.delete.on,
  onDidCreateFiles: happens.create.on,
  onDidCloseTextDocument: happens.closeDocument.on,
  onDidOpenTextDocument: happens.openDocument.on,
  onDidChangeConfiguration: happens.configure.on,
  registerTextDocumentContentProvider: () => new Disposable(() => {}),
};

export const ViewColumn = { Active: -1, Beside: -2, One: 1 } as const;

/** A panel with a page, of which nothing can be had any more once it is closed, as in VS Code. */
export class FakePanel {
  title = "";
  iconPath: unknown;
  isOpen = true;
  /** What the page was told, the newest last. */
  readonly told: Record<string, unknown>[] = [];
  readonly #received = new Happening<unknown>();
  readonly #closed = new Happening<undefined>();
  readonly onDidDispose = (listener: () => void) => this.#closed.on(listener);
  readonly #webview = {
    html: "",
    cspSource: "https://w",
    options: {},
    asWebviewUri: String,
    onDidReceiveMessage: this.#received.on,
    postMessage: async (message: Record<string, unknown>) => {
      this.told.push(message);
      return true;
    },
  };

  get webview() {
    if (!this.isOpen) throw new Error("Webview is disposed");
    return this.#webview;
  }

  /** The page says something. */
  say(message: unknown): void {
    this.#received.fire(message);
  }

  /** The person closes it. */
  dispose(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#closed.fire(undefined);
  }
}

/** A list to choose from, as a person uses it. */
export class FakeQuickPick {
  items: unknown[] = [];
  value = "";
  readonly #active = new Happening<unknown[]>();
  readonly #hidden = new Happening<undefined>();
  readonly onDidChangeActive = this.#active.on;
  readonly onDidHide = this.#hidden.on;
  readonly onDidChangeValue = () => {};
  readonly onDidAccept = () => {};

  show(): void {}
  dispose(): void {}

  /** Goes to an entry. */
  choose(item: unknown): void {
    this.#active.fire([item]);
  }

  leave(): void {
    this.#hidden.fire(undefined);
  }
}

/** The lists that were opened, and the files that were shown. */
export const quickPicks: FakeQuickPick[] = [];
export const shown: string[] = [];
/** The panels that were opened. */
export const panels: FakePanel[] = [];

export const window = {
  ...fake.window,
  createQuickPick(): FakeQuickPick {
    const pick = new FakeQuickPick();
    quickPicks.push(pick);
    return pick;
  },
  async showTextDocument(file: FakeUri | FakeDocument) {
    shown.push(String("uri" in file ? file.uri : file));
    return { revealRange() {} };
  },
  createWebviewPanel(): FakePanel {
    const panel = new FakePanel();
    panels.push(panel);
    return panel;
  },
  /** A panel that was there before the window was reloaded has a tab. */
  tabGroups: { all: [] as { tabs: { input: unknown }[] }[] },
  activeTextEditor: undefined as { document: FakeDocument } | undefined,
  onDidChangeTextEditorSelection: happens.select.on,
  onDidChangeActiveTextEditor: happens.other.on,
  onDidChangeTextEditorVisibleRanges: happens.other.on,
};

/** What the editor's own commands give. */
export const answersOf = new Map<string, () => unknown>();
export const TextEditorRevealType = { InCenterIfOutsideViewport: 2 } as const;
export const CodeActionKind = {
  QuickFix: "quickfix",
  RefactorRewrite: { append: (part: string) => `refactor.rewrite.${part}` },
} as const;
export const extensions = { getExtension: () => undefined };
export const env = { isTelemetryEnabled: true };
export const commands = {
  registerCommand(name: string, run: (...args: never[]) => unknown) {
    commandsOf.set(name, run);
    return new Disposable(() => commandsOf.delete(name));
  },
  executeCommand: async (name: string) => answersOf.get(name)?.(),
};
export const languages = {
  createDiagnosticCollection: () => ({
    set: (uri: FakeUri, found: Diagnostic[]) => problems.set(String(uri), found),
    clear: () => problems.clear(),
    dispose: () => problems.clear(),
  }),
  registerInlineCompletionItemProvider(_: unknown, provider: unknown) {
    providers.push(provider);
    return new Disposable(() => providers.splice(providers.indexOf(provider), 1));
  },
};
