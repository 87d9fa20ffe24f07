import * as vscode from "vscode";
import { currentText } from "../../files/current-text.ts";
import { uriOf } from "../shared/located-file.ts";
import { neededOf } from "./apply-proposal.ts";
import { changedSince } from "./check-standing.ts";
import type { Proposal } from "./proposal-preview.ts";

/** Further back than this nobody undoes. */
const maxFollowed = 20;

interface Followed {
  proposal: Proposal;
  isUndone: boolean;
}

/**
 * Notices that an applied change was undone: by Undo, or by deleting its new files, all that it touched is as it was
 * sent. Done again, it is applied. Writing the old text back by hand is an edit as any other.
 */
export class AppliedChanges implements vscode.Disposable {
  readonly #report: (answerId: string, outcome: "applied" | "undone") => void;
  readonly #watch: vscode.Disposable;
  #followed: Followed[] = [];

  constructor(report: (answerId: string, outcome: "applied" | "undone") => void) {
    this.#report = report;
    this.#watch = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document, reason }) => {
        if (reason !== undefined) void this.#look(document.uri);
      }),
      vscode.workspace.onDidDeleteFiles(({ files }) => {
        for (const uri of files) void this.#look(uri);
      }),
      vscode.workspace.onDidCreateFiles(({ files }) => {
        for (const uri of files) void this.#look(uri);
      }),
    );
  }

  follow(proposal: Proposal): void {
    this.#followed = [...this.#followed, { proposal, isUndone: false }].slice(-maxFollowed);
  }

  dispose(): void {
    this.#followed = [];
    this.#watch.dispose();
  }

  async #look(uri: vscode.Uri): Promise<void> {
    for (const followed of this.#followed) {
      const { isUndone, proposal } = followed;
      const { answerId, folder, files } = proposal;
      const uris = files.map(({ path }) => uriOf({ folder, path }).toString());
      if (!uris.includes(uri.toString())) continue;
      const readNow = async (path: string) =>
        withoutReturns(await currentText(uriOf({ folder, path })));
      const wanted = isUndone ? files : neededOf(proposal);
      const texts = wanted.map(({ path, text }) => ({ path, text: withoutReturns(text) }));
      if ((await changedSince(texts, readNow)).length > 0) continue;
      // Undoing a change over several files is an event of each of them.
      if (followed.isUndone !== isUndone) continue;
      followed.isUndone = !isUndone;
      this.#report(answerId, isUndone ? "applied" : "undone");
    }
  }
}

/** A change is written with the line endings of its file. */
function withoutReturns(text: string | null): string | null {
  return text === null ? null : text.replaceAll("\r\n", "\n");
}
