import { createHash } from "node:crypto";
import * as vscode from "vscode";

/**
 * Whether a command may be run: only in a folder that the person trusts, and only after they saw it.
 * What they allow always is kept for this workspace and for this command alone.
 */
export async function mayRun(memory: vscode.Memento, command: string): Promise<boolean> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showInformationMessage(
      "DevFlow does not run tests in a folder that you have not said you trust.",
    );
    return false;
  }
  const key = `devflow.tests.allowed:${createHash("sha256").update(command).digest("hex")}`;
  if (memory.get<boolean>(key)) return true;
  const chosen = await vscode.window.showInformationMessage(
    "Run the tests that DevFlow wrote?",
    { modal: true, detail: `This runs in the terminal, with your rights:\n\n${command}` },
    "Run",
    "Always Run This",
  );
  if (chosen === "Always Run This") await memory.update(key, true);
  return chosen !== undefined;
}
