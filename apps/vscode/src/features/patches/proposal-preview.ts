import * as vscode from "vscode";
import { plainWords } from "../../host/plain-words.ts";
import { uriOf } from "../shared/located-file.ts";
import type { AppliedChanges } from "./applied-changes.ts";
import { applyProposal } from "./apply-proposal.ts";
import { obeyedFiles } from "./check-places.ts";
import type { SentFile } from "./check-standing.ts";

/** A change that somebody asked for, as whole files. Nothing of it is written before it is accepted. */
export interface Proposal {
  /** Of the answer that it came with. */
  answerId: string;
  /** Of the preview, for example `Refactor server.ts`. */
  title: string;
  folder: vscode.Uri;
  /** The files that it was made from. It is refused when one of them is not the same any more. */
  sent: readonly SentFile[];
  files: readonly { path: string; text: string; isNew: boolean }[];
  /** What to look at before it is taken. */
  note?: string;
  /** What the button says. Default "Apply". */
  applyLabel?: string;
}

export type ProposalOutcome = "applied" | "discarded";

const scheme = "devflow-proposal";
const shownContext = "devflow.proposalIsShown";

interface Shown {
  id: number;
  proposal: Proposal;
  settle(outcome: ProposalOutcome): void;
}

/**
 * Shows a change beside what is there, in the editor's own diff, and applies or discards it by the
 * buttons above it, a notice, or by closing it. One at a time: a newer one discards the last.
 */
export class ProposalPreview implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #applied: Pick<AppliedChanges, "follow">;
  #shown: Shown | null = null;
  #count = 0;
  readonly #disposables: vscode.Disposable[];

  /** @param applied follows what was applied */
  constructor(applied: Pick<AppliedChanges, "follow">) {
    this.#applied = applied;
    this.#disposables = [
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.commands.registerCommand("devflow.proposal.apply", () => this.#apply()),
      vscode.commands.registerCommand("devflow.proposal.discard", () => this.#settle("discarded")),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        const shown = this.#shown;
        if (shown && closed.some((tab) => isOf(tab, shown.proposal))) this.#settle("discarded");
      }),
    ];
  }

  /** Shows it and waits for the decision. Applied: the files have it, undoable, and not yet saved. */
  async show(proposal: Proposal): Promise<ProposalOutcome> {
    this.#settle("discarded");
    const shown: Shown = { id: ++this.#count, proposal, settle: () => {} };
    // No Promise.withResolvers: VS Code's server for remote folders runs extensions in Node 20.
    const settled = new Promise<ProposalOutcome>((resolve) => {
      shown.settle = resolve;
    });
    this.#shown = shown;
    await this.#open(shown);
    await vscode.commands.executeCommand("setContext", shownContext, true);
    if (this.#shown) this.#ask(this.#shown);
    return await settled;
  }

  /** The text on either side; an address of an older proposal has none. */
  provideTextDocumentContent(uri: vscode.Uri): string {
    const shown = this.#shown;
    if (!shown || uri.query !== `after-${shown.id}`) return "";
    const { folder, files } = shown.proposal;
    const file = files.find(({ path }) => uriOf({ folder, path }).path === uri.path);
    return file?.text ?? "";
  }

  dispose(): void {
    this.#settle("discarded");
    for (const each of this.#disposables) each.dispose();
  }

  async #open({ id, proposal }: Shown): Promise<void> {
    const sides = proposal.files.map(({ path, isNew }) => {
      const real = uriOf({ folder: proposal.folder, path });
      const at = (side: string) => real.with({ scheme, query: `${side}-${id}` });
      return [real, isNew ? at("before") : real, at("after")] as const;
    });
    const [only] = sides;
    if (sides.length === 1 && only) {
      const [, before, after] = only;
      await vscode.commands.executeCommand("vscode.diff", before, after, proposal.title, {
        preview: false,
      });
    } else await vscode.commands.executeCommand("vscode.changes", proposal.title, sides);
  }

  #ask({ id, proposal }: Shown): void {
    const apply = proposal.applyLabel ?? "Apply";
    const count = proposal.files.length;
    const obeyed = obeyedFiles(proposal);
    const message = [
      `DevFlow: ${proposal.title}. It changes ${count === 1 ? "one file" : `${count} files`}.`,
      ...(obeyed.length === 0 ? [] : [`Tools run what is in ${obeyed.join(", ")}: look at it.`]),
      ...(proposal.note ? [proposal.note] : []),
    ].join(" ");
    void vscode.window
      .showInformationMessage(plainWords(message), apply, "Discard")
      .then((chosen) => {
        if (this.#shown?.id !== id) return;
        if (chosen === apply) void this.#apply();
        if (chosen === "Discard") this.#settle("discarded");
      });
  }

  async #apply(): Promise<void> {
    const shown = this.#shown;
    if (!shown) return;
    const refusal = await applyProposal(shown.proposal);
    if (refusal === null) this.#applied.follow(shown.proposal);
    if (this.#shown !== shown) return;
    if (refusal === null) this.#settle("applied");
    else void vscode.window.showWarningMessage(plainWords(`DevFlow did not apply it: ${refusal}`));
  }

  #settle(outcome: ProposalOutcome): void {
    const shown = this.#shown;
    if (!shown) return;
    this.#shown = null;
    void vscode.commands.executeCommand("setContext", shownContext, false);
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const own = tabs.filter((tab) => isOf(tab, shown.proposal));
    if (own.length > 0) void vscode.window.tabGroups.close(own, true);
    shown.settle(outcome);
  }
}

/** The editor adds to the title of a diff over several files how many there are. */
function isOf({ label }: vscode.Tab, { title }: Proposal): boolean {
  return label === title || label.startsWith(`${title} (`);
}
