import { createHash } from "node:crypto";
import * as vscode from "vscode";
import { plainLines } from "../../host/plain-words.ts";

/** What is run, and what somebody allows who allows it always. */
export interface AskedRun {
  /** Shown to the person. */
  command: string;
  /** The same for every file whose tests are run in the same way. */
  manner: string;
}

/**
 * Whether a command may be run: only in a folder that the person trusts, and only after they saw it.
 * What they allow always is kept for this workspace and for this manner of running tests alone.
 */
export async function mayRun(
  memory: vscode.Memento,
  { command, manner }: AskedRun,
): Promise<boolean> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showInformationMessage(
      "DevFlow does not run tests in a folder that you have not said you trust.",
    );
    return false;
  }
  const key = `devflow.tests.allowed:${createHash("sha256").update(manner).digest("hex")}`;
  if (memory.get<boolean>(key)) return true;
  const chosen = await vscode.window.showInformationMessage(
    "Run the tests that DevFlow wrote?",
    {
      modal: true,
      detail: `This runs in the terminal, with your rights:\n\n${plainLines(command)}`,
    },
    "Run",
    "Always Run Tests This Way",
  );
  if (chosen === "Always Run Tests This Way") await memory.update(key, true);
  return chosen !== undefined;
}
