import { LRUCache } from "lru-cache";
import * as vscode from "vscode";
import type { Position } from "../completion/spot.ts";
import { currentText } from "../files/current-text.ts";
import { mayBeSent } from "../files/may-be-sent.ts";
import { pathOf } from "./file-names.ts";
import { namesInUse } from "./names-in-use.ts";
import { maxSnippetChars, type Snippet } from "./snippet.ts";

/**
 * Wanted: what the names near the cursor are declared as, from the language server, without waiting for it.
 * Design: each name is looked up once and remembered for a minute; a lookup that is late serves the next request.
 * Race accepted: what is remembered may be older than the last edit of another file.
 */

const maxDeclarations = 5;
/** Names of the last lines only: further up they are about something else. */
const linesBack = 12;

export class Declarations {
  readonly #known = new LRUCache<string, Promise<Snippet | null>>({ max: 300, ttl: 60_000 });

  /** What is known within the budget, in milliseconds. */
  async of(
    document: vscode.TextDocument,
    { text, textStart, offset }: Position,
    budgetMs: number,
  ): Promise<Snippet[]> {
    const uses = namesInUse(text, offset - textStart, {
      lines: linesBack,
      max: 2 * maxDeclarations,
    });
    const asked = uses.map((use) => this.#lookUp(document, use.name, textStart + use.offset));
    const found = await Promise.all(asked.map((one) => within(one, budgetMs)));
    const first = new Map<string, Snippet>();
    for (const snippet of found) if (snippet !== null) first.set(snippet.body, snippet);
    return [...first.values()].slice(0, maxDeclarations);
  }

  #lookUp(document: vscode.TextDocument, name: string, offset: number): Promise<Snippet | null> {
    const key = `${document.uri.toString()} ${name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const asked = declarationAt(document, document.positionAt(offset)).catch(() => null);
    this.#known.set(key, asked);
    return asked;
  }
}

/** The text where the name is declared; null where that is near by, in a file that is not sent, or unknown. */
async function declarationAt(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<Snippet | null> {
  const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
    "vscode.executeDefinitionProvider",
    document.uri,
    position,
  );
  const target = found?.[0];
  if (target === undefined) return null;
  const uri = "targetUri" in target ? target.targetUri : target.uri;
  const range = "targetUri" in target ? target.targetRange : target.range;
  const isHere = uri.toString() === document.uri.toString();
  if (isHere || !mayBeSent(uri)) return null;
  const filepath = pathOf(uri);
  // Not as a document: opening one has every language server and linter look at a file that nobody opened.
  const text = await currentText(uri);
  if (filepath === null || text === null) return null;
  const body = declaredLines(text, range).slice(0, maxSnippetChars).trim();
  return body === "" ? null : { filepath, body };
}

/** Some servers give the name's range only: the lines that follow are its declaration. */
function declaredLines(text: string, { start, end }: vscode.Range): string {
  const last = start.line === end.line ? start.line + 10 : end.line + 1;
  return text.split(/\r?\n/).slice(start.line, last).join("\n");
}

function within<T>(asked: Promise<T>, budgetMs: number): Promise<T | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), budgetMs);
    void asked.then((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
