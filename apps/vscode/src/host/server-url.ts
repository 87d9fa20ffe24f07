import * as vscode from "vscode";
import { parseServerUrl } from "../gateway/parse-server-url.ts";

/** The gateway's address from the settings; null where it is empty or no address. */
export function readServerUrl(): string | null {
  const value = vscode.workspace.getConfiguration("devflow").get<string>("server.url", "");
  const parsed = parseServerUrl(value);
  return parsed.kind === "address" ? parsed.url : null;
}
