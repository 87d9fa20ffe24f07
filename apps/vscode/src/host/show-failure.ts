import * as vscode from "vscode";
import { GatewayError } from "../gateway/gateway-error.ts";
import type { Host } from "./host.ts";
import { plainWords } from "./plain-words.ts";

/** Tells a person why what they asked for by name did not come, with the next step as a button. */
export async function showFailure(host: Host, thrown: unknown): Promise<void> {
  if (isCancellation(thrown)) return;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  host.log.warn({ error: thrown }, "a command failed");
  const next = nextStepOf(thrown);
  const chosen = await vscode.window.showErrorMessage(
    plainWords(`DevFlow: ${message}`),
    next.label,
  );
  if (chosen === next.label) await vscode.commands.executeCommand(next.command);
}

/** Whoever cancelled knows it. */
export function isCancellation(thrown: unknown): boolean {
  if (thrown instanceof vscode.CancellationError) return true;
  return thrown instanceof Error && (thrown.name === "AbortError" || thrown.name === "Canceled");
}

function nextStepOf(thrown: unknown): { label: string; command: string } {
  const fault = thrown instanceof GatewayError ? thrown.fault : null;
  if (fault === "signed_out") return { label: "Sign In", command: "devflow.signIn" };
  if (fault === "not_configured" || fault === "unexpected") {
    return { label: "Set Server Address", command: "devflow.setServer" };
  }
  return { label: "Show Log", command: "devflow.showLog" };
}
