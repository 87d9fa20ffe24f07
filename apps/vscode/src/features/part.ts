import * as vscode from "vscode";
import type { Host } from "../host/host.ts";
import type { Part } from "../host/part.ts";
import { showFailure } from "../host/show-failure.ts";
import { document } from "./document/document.ts";
import { Explainer } from "./explain/explain.ts";
import { explainViewType } from "./explain/explain-panel.ts";
import { actionKind, actionProvider, Lenses } from "./explain/lenses-and-actions.ts";
import { AppliedChanges } from "./patches/applied-changes.ts";
import { ProposalPreview } from "./patches/proposal-preview.ts";
import { refactor } from "./refactor/refactor.ts";
import { dismissRemark } from "./review/dismiss-remark.ts";
import { Dismissals } from "./review/dismissals.ts";
import { FindingDiagnostics } from "./review/finding-diagnostics.ts";
import { QuickFixes } from "./review/quick-fixes.ts";
import { review } from "./review/review.ts";
import { CodeSearch } from "./search/search.ts";
import { reportOutcome } from "./shared/report-outcome.ts";
import { RunningWork } from "./shared/running-work.ts";
import { generateTests } from "./tests/generate-tests.ts";
import { VoiceCommand } from "./voice/voice.ts";

/** Everything that a developer asks for by name. */
export const featuresPart: Part = { name: "features", register };

const anyFile: vscode.DocumentFilter[] = [
  { scheme: "file" },
  { scheme: "vscode-remote" },
  { scheme: "vscode-vfs" },
];

function register(host: Host): vscode.Disposable {
  const work = new RunningWork(host);
  const applied = new AppliedChanges((id, outcome) => reportOutcome(host, id, outcome));
  const preview = new ProposalPreview(applied);
  const explainer = new Explainer(host);
  const diagnostics = new FindingDiagnostics();
  const { gateway, log } = host;
  const dismissals = new Dismissals({ gateway, log, memory: host.context.workspaceState });
  const remarks = { diagnostics, dismissals };
  const search = new CodeSearch(host);
  const voice = new VoiceCommand(host, preview);
  const lenses = new Lenses();
  const parts = { host, work, preview };
  const commands: Record<string, (...args: unknown[]) => Promise<void> | void> = {
    explain: (target, question) =>
      explainer.explain(target, typeof question === "string" ? question : ""),
    generateTests: (target) => generateTests(parts, target),
    refactor: (target) => refactor(host, work, preview, target),
    document: (target) => document(host, work, preview, target),
    review: () => review(host, work, remarks, "head"),
    reviewBranch: () => review(host, work, remarks, "branch"),
    "review.clear": () => diagnostics.clear(),
    "review.dismiss": (...args) => dismissRemark(remarks, args),
    search: () => search.search(),
    voice: (target) => voice.listen(target),
  };
  return vscode.Disposable.from(
    work,
    applied,
    preview,
    explainer,
    diagnostics,
    search,
    voice,
    lenses,
    ...Object.entries(commands).map(([name, run]) => command(host, name, run)),
    vscode.window.registerWebviewPanelSerializer(explainViewType, explainer),
    vscode.languages.registerCodeLensProvider(anyFile, lenses),
    vscode.languages.registerCodeActionsProvider(anyFile, actionProvider, {
      providedCodeActionKinds: [actionKind, vscode.CodeActionKind.QuickFix],
    }),
    vscode.languages.registerCodeActionsProvider(anyFile, new QuickFixes(diagnostics), {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
  );
}

function command(
  host: Host,
  name: string,
  run: (...args: unknown[]) => Promise<void> | void,
): vscode.Disposable {
  return vscode.commands.registerCommand(`devflow.${name}`, async (...args: unknown[]) => {
    try {
      await run(...args);
    } catch (thrown) {
      void showFailure(host, thrown);
    }
  });
}
