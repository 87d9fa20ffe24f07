import * as vscode from "vscode";
import { plainWords } from "../../host/plain-words.ts";
import { repositoryOf } from "../shared/files-to-send.ts";
import { locate } from "../shared/located-file.ts";
import type { Dismissals } from "./dismissals.ts";
import type { FindingDiagnostics } from "./finding-diagnostics.ts";

/** Takes a remark away for now and for later reviews, and offers to take that back. */
export async function dismissRemark(
  { diagnostics, dismissals }: { diagnostics: FindingDiagnostics; dismissals: Dismissals },
  [uri, fingerprint, dismissed]: readonly unknown[],
): Promise<void> {
  if (!(uri instanceof vscode.Uri) || typeof fingerprint !== "string") return;
  if (dismissed !== "not_a_problem" && dismissed !== "not_now") return;
  const putBack = diagnostics.dismiss(uri, fingerprint);
  const folder = locate(uri)?.folder;
  const repository = folder ? repositoryOf(folder) : null;
  void dismissals.dismiss(repository, fingerprint, dismissed);
  const words = dismissed === "not_now" ? "for a week" : "until its lines change";
  const undo = "Undo";
  const chosen = await vscode.window.showInformationMessage(
    plainWords(`DevFlow: this is not said to you again ${words}.`),
    undo,
  );
  if (chosen !== undo) return;
  putBack();
  await dismissals.dismiss(repository, fingerprint, null);
}
