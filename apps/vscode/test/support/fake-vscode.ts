/** As much of VS Code's API as the code around a key needs, with VS Code's own meaning of lines and offsets. */

export class Position {
  readonly line: number;
  readonly character: number;

  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }

  isEqual({ line, character }: Position): boolean {
    return this.line === line && this.character === character;
  }

  translate(lines: number, characters: number): Position {
    return new Position(this.line + lines, this.character + characters);
  }
}

export class Range {
  readonly start: Position;
  readonly end: Position;

  constructor(start: Position, end: Position) {
    this.start = start;
    this.end = end;
  }
}

export class InlineCompletionItem {
  readonly insertText: string;
  readonly range: Range;
  readonly command: { arguments: unknown[] };

  constructor(insertText: string, range: Range, command: { arguments: unknown[] }) {
    this.insertText = insertText;
    this.range = range;
    this.command = command;
  }
}

export const EndOfLine = { LF: 1, CRLF: 2 };
export const InlineCompletionTriggerKind = { Invoke: 0, Automatic: 1 };
export class CancellationError extends Error {}

/** What a test sets, for the person and for the workspace. */
export const settings: Record<string, unknown> = {};
export const ofWorkspace: Record<string, unknown> = {};
export const workspace = {
  isTrusted: true,
  getConfiguration: () => ({
    get: (name: string, otherwise: unknown) => settings[name] ?? otherwise,
    inspect: (name: string) => ({
      globalValue: settings[name],
      workspaceValue: ofWorkspace[name],
    }),
  }),
};

/** What was asked of the person, and what they answer. */
export const asked: { message: string; detail: string | undefined }[] = [];
export const person = { answer: undefined as string | undefined };
/** An input box as a person uses it. */
export class FakeInputBox {
  value = "";
  busy = false;
  isOpen = false;
  validationMessage: string | undefined;
  #changed = (_: string) => {};
  #accepted = () => {};
  #hidden = () => {};
  readonly onDidChangeValue = (listener: (text: string) => void) => (this.#changed = listener);
  readonly onDidAccept = (listener: () => void) => (this.#accepted = listener);
  readonly onDidHide = (listener: () => void) => (this.#hidden = listener);

  show(): void {
    this.isOpen = true;
  }

  dispose(): void {
    this.isOpen = false;
  }

  type(text: string): void {
    for (const key of text) {
      this.value += key;
      this.#changed(this.value);
    }
  }

  enter(): void {
    this.#accepted();
  }

  leave(): void {
    this.#hidden();
  }
}

/** The input boxes that were opened. */
export const inputBoxes: FakeInputBox[] = [];
export const window = {
  createInputBox(): FakeInputBox {
    const box = new FakeInputBox();
    inputBoxes.push(box);
    return box;
  },
  async showInformationMessage(message: string, options?: { detail?: string }) {
    asked.push({ message, detail: options?.detail });
    return person.answer;
  },
};

/** A document that counts what is read of it. */
export class FakeDocument {
  readonly uri: { scheme: string; path: string; toString(): string };
  readonly languageId: string;
  readonly eol: number;
  readonly lineCount: number;
  charsRead = 0;
  readonly #lines: readonly string[];
  readonly #starts: number[] = [];

  constructor(text: string, { uri = "file:///a/b.py", languageId = "python" } = {}) {
    const { protocol, pathname } = new URL(uri);
    this.uri = { scheme: protocol.slice(0, -1), path: pathname, toString: () => uri };
    this.languageId = languageId;
    this.eol = text.includes("\r\n") ? EndOfLine.CRLF : EndOfLine.LF;
    this.#lines = text.split(/\r?\n/);
    this.lineCount = this.#lines.length;
    let start = 0;
    for (const line of this.#lines) {
      this.#starts.push(start);
      start += line.length + this.eol;
    }
  }

  lineAt(line: number) {
    const text = this.#lines[line] ?? "";
    const range = new Range(new Position(line, 0), new Position(line, text.length));
    return { text, range };
  }

  offsetAt({ line, character }: Position): number {
    return (this.#starts[line] ?? 0) + character;
  }

  positionAt(offset: number): Position {
    const above = this.#starts.findLastIndex((start) => start <= offset);
    const line = Math.max(0, above);
    const length = this.#lines[line]?.length ?? 0;
    return new Position(line, Math.min(length, offset - (this.#starts[line] ?? 0)));
  }

  getText(range = new Range(new Position(0, 0), this.lineAt(this.lineCount - 1).range.end)) {
    const { start, end } = range;
    const lines = this.#lines.slice(start.line, end.line + 1);
    const last = lines.length - 1;
    lines[last] = lines[last]?.slice(0, end.character) ?? "";
    lines[0] = lines[0]?.slice(start.character) ?? "";
    const text = lines.join(this.eol === EndOfLine.CRLF ? "\r\n" : "\n");
    this.charsRead += text.length;
    return text;
  }
}
