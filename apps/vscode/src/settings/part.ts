import * as vscode from "vscode";
import type { Host } from "../host/host.ts";
import type { Part } from "../host/part.ts";
import { plainWords } from "../host/plain-words.ts";
import { askServer } from "./ask-server.ts";
import { checkServer } from "./check-server.ts";
import { isLanguageOn } from "./is-language-on.ts";
import { completionsAreOn, languageSwitches, serverSetting, setLanguage } from "./settings.ts";

/** The commands that change settings, and the check of the server's address when it was changed. */
export const settingsPart: Part = { name: "settings", register };

function register(host: Host): vscode.Disposable {
  const command = (name: string, run: () => unknown) =>
    vscode.commands.registerCommand(`devflow.${name}`, run);
  return vscode.Disposable.from(
    command("setServer", () => setServer(host)),
    command("openSettings", () =>
      vscode.commands.executeCommand(
        "workbench.action.openSettings",
        "@ext:devflow.devflow-vscode",
      ),
    ),
    command("toggleLanguage", toggleLanguage),
    command("toggleCompletions", toggleCompletions),
    command("snooze", () => snooze(host)),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("devflow.server.url")) void tellOfServer(host);
    }),
  );
}

/** Asks for the address, and stores it when a gateway answers there. */
async function setServer(host: Host): Promise<void> {
  const address = await askServer(host);
  if (address === null) return;
  await vscode.workspace
    .getConfiguration("devflow")
    .update("server.url", address, vscode.ConfigurationTarget.Global);
}

/** The address was changed, in the settings or above: say exactly what is wrong with it, or lead on. */
async function tellOfServer(host: Host): Promise<void> {
  const setting = serverSetting();
  if (setting.kind === "empty") return;
  const checked = setting.kind === "wrong" ? setting : await checkServer(host, setting.url);
  if (checked.kind === "wrong") {
    await vscode.window.showErrorMessage(plainWords(`DevFlow: ${checked.why}`));
  } else if (!(await host.session.isSignedIn())) {
    const signIn = "Sign In";
    const text = "DevFlow: the server is there. Sign in to get completions.";
    const chosen = await vscode.window.showInformationMessage(text, signIn);
    if (chosen === signIn) await vscode.commands.executeCommand("devflow.signIn");
  }
}

async function toggleLanguage(): Promise<void> {
  const language = vscode.window.activeTextEditor?.document.languageId;
  if (language === undefined) return;
  await setLanguage(language, !isLanguageOn(language, languageSwitches()));
}

async function toggleCompletions(): Promise<void> {
  await vscode.workspace
    .getConfiguration("devflow")
    .update("completions.enabled", !completionsAreOn(), vscode.ConfigurationTarget.Global);
}

const snoozeChoices = [5, 15, 60, 240];

async function snooze(host: Host): Promise<void> {
  if (host.snooze.isOn) {
    host.snooze.end();
    return;
  }
  const items = snoozeChoices.map((minutes) => ({
    label: minutes < 60 ? `${minutes} minutes` : `${minutes / 60} hour${minutes > 60 ? "s" : ""}`,
    minutes,
  }));
  const chosen = await vscode.window.showQuickPick(items, { title: "DevFlow: Snooze Completions" });
  if (chosen !== undefined) host.snooze.start(chosen.minutes);
}
