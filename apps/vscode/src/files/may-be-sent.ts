import { defaultSecretFiles, secretFileMatcher } from "@devflow/syntax/secret-files";
import type * as vscode from "vscode";
import { moreSecretFiles } from "../settings/settings.ts";
import { realPathOf } from "./real-path.ts";
import { serverSecretFiles } from "./server-secret-files.ts";

/** Output panes, diffs against a commit and the like have schemes of their own; code has these. */
const schemesOfCode = new Set([
  "file",
  "untitled",
  "vscode-remote",
  "vscode-vfs",
  "vscode-notebook-cell",
]);

/** Whether the text of this file may leave the editor: code, and none that holds secrets. */
export function mayBeSent(uri: vscode.Uri): boolean {
  return schemesOfCode.has(uri.scheme) && !isSecretFile(uri);
}

/**
 * Files of the built-in list, of `devflow.files.secret` and of the server's SECRET_FILES are sent by no part of the
 * extension, by whatever name a symbolic link gives them.
 */
export function isSecretFile(uri: vscode.Uri): boolean {
  const isSecret = matcher();
  if (isSecret(uri.path)) return true;
  const real = realPathOf(uri);
  return real !== null && real !== uri.path && isSecret(real);
}

let known: { patterns: string; matches: (path: string) => boolean } | null = null;

function matcher(): (path: string) => boolean {
  const more = [...moreSecretFiles(), ...serverSecretFiles()];
  const patterns = more.join("\n");
  if (known?.patterns !== patterns) {
    known = { patterns, matches: secretFileMatcher([...defaultSecretFiles, ...more]) };
  }
  return known.matches;
}
