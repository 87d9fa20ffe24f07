import * as vscode from "vscode";
import { parseServerUrl, type ServerUrl } from "../gateway/parse-server-url.ts";

/** Reads a setting each time it is asked: nothing needs a restart. */
function read<T>(name: string, otherwise: T, scope?: vscode.ConfigurationScope): T {
  return vscode.workspace.getConfiguration("devflow", scope).get<T>(name, otherwise);
}

/** The gateway's address as it was written. */
export function serverSetting(): ServerUrl {
  return parseServerUrl(read("server.url", ""));
}

/** The gateway's address; null where it is empty or no address. */
export function serverUrl(): string | null {
  const parsed = serverSetting();
  return parsed.kind === "address" ? parsed.url : null;
}

/** False only where the person's own settings say so: a workspace must not be able to turn checks off. */
export function certificatesAreChecked(): boolean {
  const { globalValue } =
    vscode.workspace.getConfiguration("http").inspect<boolean>("proxyStrictSSL") ?? {};
  return globalValue !== false;
}

/** Whether answers of open explanations are on this machine's disk, to be there after a reload. */
export function explanationsAreKept(): boolean {
  return read("explain.keepAnswers", true);
}

/** How long a completion may take, in milliseconds. */
export function completionTimeoutMs(): number {
  return read("completions.timeoutMs", 10_000);
}

/** How long anything asked for by name may be silent, in milliseconds. */
export function assistTimeoutMs(): number {
  return read("assist.timeoutMs", 120_000);
}

/** The wait after a key; null to adapt it to who types. */
export function fixedDebounceMs(): number | null {
  return read<number | null>("completions.debounceMs", null);
}

/** Longer documents are not completed in: generated code and data. */
export function maxDocumentChars(): number {
  return read("completions.maxFileCharacters", 1_000_000);
}

/** By language id; `*` is for those that are not named. */
export function languageSwitches(): Readonly<Record<string, boolean>> {
  return read<Record<string, boolean>>("completions.languages", { "*": true });
}

export function completionsAreOn(): boolean {
  return read("completions.enabled", true);
}

export function setLanguage(language: string, isOn: boolean): Thenable<void> {
  const switches = { ...languageSwitches(), [language]: isOn };
  return vscode.workspace
    .getConfiguration("devflow")
    .update("completions.languages", switches, vscode.ConfigurationTarget.Global);
}

export interface ContextSettings {
  declarations: boolean;
  recentEdits: boolean;
  openedFiles: boolean;
}

export function contextSettings(): ContextSettings {
  return {
    declarations: read("context.declarations", true),
    recentEdits: read("context.recentEdits", true),
    openedFiles: read("context.openedFiles", true),
  };
}

/** Patterns on top of the built-in ones: a workspace may add some, and takes none of the person's away. */
export function moreSecretFiles(): readonly string[] {
  const said = vscode.workspace.getConfiguration("devflow").inspect<string[]>("files.secret");
  const lists = [said?.globalValue, said?.workspaceValue, said?.workspaceFolderValue];
  return lists.flatMap((list) => list ?? []);
}

/** `follow`: as VS Code's own telemetry switch says. */
export function eventsSwitch(): "follow" | "always" | "never" {
  return read<"follow" | "always" | "never">("events.send", "follow");
}
