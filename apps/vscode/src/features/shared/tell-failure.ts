import * as vscode from "vscode";
import { GatewayError } from "../../gateway/gateway-error.ts";
import type { Host } from "../../host/host.ts";

/** What a person is told of a failure. */
export function wordsOf(thrown: unknown): string {
  if (thrown instanceof GatewayError) return thrown.message;
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Says in one notice why what was asked for is not there, with the step that helps. */
export function tellFailure(host: Host, what: string, thrown: unknown): void {
  host.log.warn({ what, err: thrown }, "a request of a person failed");
  const fault = thrown instanceof GatewayError ? thrown.fault : null;
  const [step, command] =
    fault === "signed_out"
      ? ["Sign In", "devflow.signIn"]
      : fault === "not_configured"
        ? ["Open Settings", "workbench.action.openSettings"]
        : [null, null];
  const message = `DevFlow could not ${what}: ${wordsOf(thrown)}`;
  const steps = step === null ? [] : [step];
  void vscode.window.showErrorMessage(message, ...steps).then((chosen) => {
    if (chosen && command) void vscode.commands.executeCommand(command, "devflow.server");
  });
}
