import * as vscode from "vscode";
import { isSecretFile, mayBeSent } from "../files/may-be-sent.ts";
import { isLanguageOn } from "../settings/is-language-on.ts";
import { completionsAreOn, languageSwitches, maxDocumentChars } from "../settings/settings.ts";
import type { Snooze } from "./snooze.ts";

/** Why there are no completions in a document, for the status bar; null where there are. */
export type NotWanted =
  | "off"
  | "snoozed"
  | "untrusted"
  | "language_off"
  | "secret_file"
  | "not_code"
  | "too_large";

export function whyNotWantedIn(document: vscode.TextDocument, snooze: Snooze): NotWanted | null {
  if (!completionsAreOn()) return "off";
  if (snooze.isOn) return "snoozed";
  if (!vscode.workspace.isTrusted) return "untrusted";
  if (isSecretFile(document.uri)) return "secret_file";
  if (!mayBeSent(document.uri)) return "not_code";
  if (!isLanguageOn(document.languageId, languageSwitches())) return "language_off";
  return isTooLarge(document) ? "too_large" : null;
}

/** The length without making a string of it: the offset of the end. */
function isTooLarge(document: vscode.TextDocument): boolean {
  const last = document.lineAt(document.lineCount - 1);
  return document.offsetAt(last.range.end) > maxDocumentChars();
}
