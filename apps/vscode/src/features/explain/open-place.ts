import * as vscode from "vscode";
import { plainWords } from "../../host/plain-words.ts";
import { uriOf } from "../shared/located-file.ts";
import { pathBelow } from "../shared/path-below.ts";

/** Opens a cited place beside the panel; only what is in the repository's folder and there. */
export async function openPlace(
  folder: vscode.Uri,
  { path, startLine, endLine }: { path: string; startLine: number | null; endLine: number | null },
): Promise<void> {
  const uri = uriOf({ folder, path });
  if (pathBelow(folder.path, uri.path) === null) return;
  const line = (startLine ?? 1) - 1;
  const selection = new vscode.Range(line, 0, (endLine ?? line + 1) - 1, 0);
  try {
    await vscode.window.showTextDocument(uri, {
      viewColumn: vscode.ViewColumn.One,
      ...(startLine === null ? {} : { selection }),
    });
  } catch {
    void vscode.window.showInformationMessage(
      plainWords(`DevFlow: ${path} is not in this folder.`),
    );
  }
}
