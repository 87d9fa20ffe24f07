import * as vscode from "vscode";
import type { Host } from "../host/host.ts";
import { isLanguageOn } from "../settings/is-language-on.ts";
import { languageSwitches, serverUrl } from "../settings/settings.ts";

interface Entry extends vscode.QuickPickItem {
  command?: string;
}

const separator: Entry = { label: "", kind: vscode.QuickPickItemKind.Separator };

/** The menu of the status bar's entry: every switch is two keys away. */
export async function showMenu(host: Host): Promise<void> {
  const entries = [...completionEntries(host), separator, ...(await accountEntries(host))];
  const title = `DevFlow: ${serverUrl() ?? "no server"}`;
  const chosen = await vscode.window.showQuickPick(entries, {
    title,
    placeHolder: host.connection.why,
  });
  if (chosen?.command !== undefined) await vscode.commands.executeCommand(chosen.command);
}

function completionEntries(host: Host): Entry[] {
  const language = vscode.window.activeTextEditor?.document.languageId;
  const entries: Entry[] = [];
  if (language !== undefined) {
    const isOn = isLanguageOn(language, languageSwitches());
    const label = isOn
      ? `$(circle-slash) Turn Completions Off for ${language}`
      : `$(check) Turn Completions On for ${language}`;
    entries.push({ label, command: "devflow.toggleLanguage" });
  }
  const snooze = host.snooze.isOn
    ? {
        label: "$(bell) End Snooze",
        description: `until ${host.snooze.until.toLocaleTimeString()}`,
      }
    : { label: "$(bell-slash) Snooze Completions…" };
  entries.push({ ...snooze, command: "devflow.snooze" });
  entries.push({
    label: "$(power) Turn Completions On or Off Everywhere",
    command: "devflow.toggleCompletions",
  });
  return entries;
}

async function accountEntries(host: Host): Promise<Entry[]> {
  const account = (await host.session.isSignedIn())
    ? { label: "$(sign-out) Sign Out", command: "devflow.signOut" }
    : { label: "$(sign-in) Sign In", command: "devflow.signIn" };
  return [
    account,
    { label: "$(plug) Set Server Address", command: "devflow.setServer" },
    { label: "$(settings-gear) Open Settings", command: "devflow.openSettings" },
    { label: "$(output) Show Log", command: "devflow.showLog" },
  ];
}
