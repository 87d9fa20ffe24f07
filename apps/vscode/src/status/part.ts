import * as vscode from "vscode";
import { whyNotWantedIn } from "../completion/is-wanted-in.ts";
import type { Host } from "../host/host.ts";
import type { Part } from "../host/part.ts";
import { serverUrl } from "../settings/settings.ts";
import { noticeOncePerCause } from "./notice-once.ts";
import { showMenu } from "./show-menu.ts";
import { statusText } from "./status-text.ts";

/** The status bar's entry and its menu. */
export const statusPart: Part = { name: "status", register };

function register(host: Host): vscode.Disposable {
  const entry = vscode.window.createStatusBarItem("devflow", vscode.StatusBarAlignment.Right, 100);
  entry.name = "DevFlow";
  entry.command = "devflow.showMenu";
  const draw = () => drawEntry(host, entry);
  const refresh = () => void markWhatIsMissing(host).then(draw);
  refresh();
  entry.show();
  return vscode.Disposable.from(
    entry,
    { dispose: host.connection.onChange(draw) },
    { dispose: host.connection.onChange((state) => noticeOncePerCause(host, state)) },
    { dispose: host.activity.onChange(draw) },
    { dispose: host.snooze.onChange(draw) },
    host.session.onChange(refresh),
    vscode.window.onDidChangeActiveTextEditor(draw),
    // Another language of a file is a document that is opened anew.
    vscode.workspace.onDidOpenTextDocument(draw),
    vscode.workspace.onDidGrantWorkspaceTrust(draw),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("devflow")) refresh();
    }),
    vscode.commands.registerCommand("devflow.showMenu", () => showMenu(host)),
    vscode.commands.registerCommand("devflow.showLog", () => host.showLog()),
  );
}

/** Nothing is asked of the network for it: a missing address or token is known here. */
async function markWhatIsMissing(host: Host): Promise<void> {
  const server = serverUrl();
  if (server === null) host.connection.markNotConfigured();
  const isSignedIn = await host.session.isSignedIn();
  if (server !== null && !isSignedIn) host.connection.markSignedOut();
  await vscode.commands.executeCommand("setContext", "devflow.signedIn", isSignedIn);
}

function drawEntry(host: Host, entry: vscode.StatusBarItem): void {
  const document = vscode.window.activeTextEditor?.document;
  const { text, tooltip, isWarning } = statusText({
    connection: host.connection.state,
    notWanted: document === undefined ? null : whyNotWantedIn(document, host.snooze),
    language: document?.languageId ?? null,
    isBusy: host.activity.isBusy,
    latencyMs: host.activity.latencyMs,
  });
  entry.text = text;
  entry.tooltip = host.connection.why === "" ? tooltip : `${tooltip}\n${host.connection.why}`;
  entry.accessibilityInformation = { label: `DevFlow: ${tooltip}`, role: "button" };
  entry.backgroundColor = isWarning
    ? new vscode.ThemeColor("statusBarItem.warningBackground")
    : undefined;
}
